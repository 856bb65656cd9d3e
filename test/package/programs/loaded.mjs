// Prints the files of packages that are loaded with an entry, as ES modules and as CommonJS.
import { createRequire } from 'node:module';
import { loads } from './record-loads.mjs';

const [entry] = process.argv.slice(2);
const require = createRequire(import.meta.url);
loads();
await import(entry);
const modules = loads();
require(entry);
console.log(JSON.stringify({ modules, common: Object.keys(require.cache) }));
