/* eslint-disable @typescript-eslint/no-empty-object-type -- interfaces that only extend are how types of others are added to */
import { extendGlobalExpect } from '../matchers/global-expect.js';
import type { MachineMatchers } from '../matchers/machine-matchers.js';

export { machineMatchers } from '../matchers/machine-matchers.js';

extendGlobalExpect();

declare global {
  // The types of jest are a namespace.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace jest {
    interface Matchers<R, T = {}> extends MachineMatchers<R, T> {}
  }
}

// eslint-disable-next-line @typescript-eslint/ban-ts-comment -- whether it is needed depends on who compiles
/** @ts-ignore where the package is not installed, there is nothing to add to */
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends MachineMatchers<R, T> {}
}
