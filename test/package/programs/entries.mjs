// Imports and requires the named entries: each exports something, and the same names in both formats.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const differing = [];
for (const entry of process.argv.slice(2)) {
  const { default: _, ...found } = await import(entry);
  const modules = Object.keys(found).sort().join();
  const common = Object.keys(require(entry)).sort().join();
  if (modules === '' || modules !== common) differing.push({ entry, modules, common });
}
console.log(JSON.stringify(differing));
