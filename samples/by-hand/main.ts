import { runParts } from './parts.js';

const found = await runParts(process.argv.slice(2), (line) => {
  process.stdout.write(`${line}\n`);
});
process.exitCode = found ? 0 : 2;
