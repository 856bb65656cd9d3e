import { fileURLToPath } from 'node:url';
import { goProgram } from './go-program.mjs';

const module = fileURLToPath(new URL('compose/', import.meta.url));

/** What Docker Compose reads its files with, as a program; it needs no Docker. */
export const compose = {
  name: 'compose',

  /** Path of the binary, which takes the files and prints what they come to. */
  obtain: (say) => goProgram({ name: 'compose', title: 'the reader of compose files', module }, say),
};
