// Sends traces and logs of the built package through version 3 of the OpenTelemetry SDK, on the Node.js that it needs, those of
// the golden cases among them.
// Ends with `N passed, N failed`.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, runTests } from '../own-node.mjs';
import { bundleReplay } from './bundle-replay.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

install(here);
await bundleReplay(join(here, 'node_modules', 'golden', 'replay.mjs'));
runTests(here, ['signals.test.mjs', 'otlp.test.mjs', 'golden.test.mjs']);
