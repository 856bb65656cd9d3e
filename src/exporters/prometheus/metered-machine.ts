import type { MachineView, Selection } from '../../tracer/index.js';
import type { ClassSeries, HandlerSeries } from './class-series.js';
import { labelOf } from './label-name.js';
import { measuredGroups } from './measured-groups.js';
import type { MeasuredGroups } from './measured-groups.js';

const EXCEPTION = 'Exception';

/** What is known of one machine while it is metered. A machine runs one transition and one handler at a time. */
export class MeteredMachine {
  readonly machine: MachineView;
  readonly series: ClassSeries;
  /** The next machine out: this one's transition runs inside a handler of that one. Set while a transition is open. */
  outer: MeteredMachine | undefined;
  /** A transition is open. */
  isOpen = false;
  /** The open transition is a check. */
  isCheck = false;
  /** When the open transition began. */
  startMs = 0;
  /** Series of the running handler; `undefined` when it isn't measured. */
  handler: HandlerSeries | undefined;
  /** When the running handler was called. */
  handlerStartMs = 0;
  /** Counts in `machine_count`. */
  isCounted = false;
  /** No longer observed: what its promises still settle is not recorded. */
  isDetached = false;
  /** What of it is measured. */
  measures: MeasuredGroups;
  #selection: Selection;
  #handlers: Map<string, HandlerSeries | false>;
  #exceptionTick: number;

  constructor(machine: MachineView, series: ClassSeries, selection: Selection) {
    this.machine = machine;
    this.series = series;
    this.#selection = selection;
    this.measures = measuredGroups(selection);
    this.#handlers = series.handlersOf(selection);
    this.#exceptionTick = machine.tick(EXCEPTION);
  }

  /** Everything of the machine is metered, not only marked handlers. */
  get isWhole(): boolean {
    return this.#selection.wholeMachine;
  }

  /** It is observed again, maybe with other marks in force. */
  select(selection: Selection): void {
    this.#selection = selection;
    this.measures = measuredGroups(selection);
    this.#handlers = this.series.handlersOf(selection);
    this.#exceptionTick = this.machine.tick(EXCEPTION);
    this.isDetached = false;
  }

  /** The series of a handler, or `undefined` when it isn't to be measured. */
  handlerSeries(name: string): HandlerSeries | undefined {
    let series = this.#handlers.get(name);
    if (series === undefined) this.#handlers.set(name, (series = this.#chooseHandler(name)));
    return series === false ? undefined : series;
  }

  /** Whether `Exception` was activated, or activated again, since the last call; asked at the end of each transition. */
  tookException(): boolean {
    const tick = this.machine.tick(EXCEPTION);
    if (tick === this.#exceptionTick) return false;
    this.#exceptionTick = tick;
    return tick % 2 === 1;
  }

  #chooseHandler(name: string): HandlerSeries | false {
    const mark = this.#selection.handler(name);
    if (mark === false || (mark === undefined && !this.measures.handlers)) return false;
    return this.series.handler((mark && labelOf(mark)) ?? name);
  }
}
