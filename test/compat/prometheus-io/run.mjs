// Shows the metrics of the built package in registries of @prometheus-io/client, on the Node.js that it needs.
// Ends with `N passed, N failed`.
import { fileURLToPath } from 'node:url';
import { install, runTests } from '../own-node.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

install(here);
runTests(here, ['metrics.test.mjs']);
