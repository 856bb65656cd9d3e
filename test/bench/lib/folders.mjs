import { fileURLToPath } from 'node:url';

/** Where the benchmarks, and the packages they compare with, are. */
export const benchFolder = fileURLToPath(new URL('..', import.meta.url));
export const peersFolder = fileURLToPath(new URL('../peers', import.meta.url));
