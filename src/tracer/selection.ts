/** The three things a mark can switch on. */
export type Signal = 'traced' | 'metered' | 'logged';

/** What the marks of one class say for one signal; resolved once per class, shared by its machines. */
export interface Selection {
  /** The class itself is marked: states, transitions and handlers. Otherwise only marked handlers. */
  readonly wholeMachine: boolean;
  /** Options of the class mark; `secret` is the sum of all its marks. */
  readonly options: Readonly<Record<string, unknown>>;
  /** True when a handler has a mark of its own that is on. */
  readonly anyHandler: boolean;
  /**
   * Options of a handler's own mark; `undefined` without one, `false` where the mark takes the handler out.
   * @param name method name
   */
  handler(name: string): Readonly<Record<string, unknown>> | false | undefined;
  /** Which states show; absent where all do. */
  readonly states?: StateFilter | undefined;
}

/** Tells which states show (telemetry specification §1.8). */
export interface StateFilter {
  /** The states of one machine; ask once per machine, answers are kept. */
  of(machineId: string): (state: string) => boolean;
  /** False for a submachine that is left out with all below it. */
  showsMachine(machineId: string): boolean;
}

/** Selects everything: for tracers bound by hand and for machines without marks under `instrumentUnmarked`. */
export const SELECT_ALL: Selection = {
  wholeMachine: true,
  options: {},
  anyHandler: false,
  handler: () => undefined,
};
