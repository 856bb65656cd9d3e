/* eslint-disable @typescript-eslint/no-empty-object-type -- interfaces that only extend are how types of others are added to */
import { extendGlobalExpect } from '../matchers/global-expect.js';
import type { MachineMatchers } from '../matchers/machine-matchers.js';

export { machineMatchers } from '../matchers/machine-matchers.js';

extendGlobalExpect();

// eslint-disable-next-line @typescript-eslint/ban-ts-comment -- whether it is needed depends on who compiles
/** @ts-ignore where the package is not installed, there is nothing to add to */
declare module 'vitest' {
  // Its own default; all declarations of an interface must agree.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  interface Matchers<T = any> extends MachineMatchers<void, T> {}
}
