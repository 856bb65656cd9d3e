import { register } from 'node:module';

/** `node --import ./scripts/register.js FILE.ts` runs TypeScript of this repository from its sources, without a build. */
register('./hooks.js', import.meta.url);
