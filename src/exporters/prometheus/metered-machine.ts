import type { MachineView, PlanView, Selection, TransitionView } from '../../tracer/index.js';
import type { ClassSeries } from './class-series.js';
import type { HandlerSeries } from './handler-series.js';
import { labelOf } from './label-name.js';
import { measuredGroups } from './measured-groups.js';
import type { MeasuredGroups } from './measured-groups.js';
import { schemaCounts } from './schema-counts.js';
import { transitionSlot } from './slots.js';
import { StateTimes, tickingOf } from './state-times.js';
import { statesIn, touchedStates } from './touched-states.js';
import type { Tally } from './transition-tallies.js';

/** What is known of one machine while it is metered. A machine runs one transition and one handler at a time. */
export class MeteredMachine {
  readonly machine: MachineView;
  readonly series: ClassSeries;
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
  /** Everything of the machine is metered, not only marked handlers. */
  isWhole: boolean;
  /** What of it is measured. */
  measures: MeasuredGroups;
  /** Since when which states are active; while it is metered as a whole. */
  times: StateTimes | undefined;
  #selection: Selection;
  #handlers: Map<string, HandlerSeries | false>;

  constructor(machine: MachineView, series: ClassSeries, selection: Selection) {
    this.machine = machine;
    this.series = series;
    this.#selection = selection;
    this.isWhole = selection.wholeMachine;
    this.measures = measuredGroups(selection);
    this.#handlers = series.handlersOf(selection);
  }

  /** It is observed again, maybe with other marks in force. */
  select(selection: Selection): void {
    this.#selection = selection;
    this.isWhole = selection.wholeMachine;
    this.measures = measuredGroups(selection);
    this.#handlers = this.series.handlersOf(selection);
    this.isDetached = false;
  }

  /** A transition begins. */
  open(): void {
    this.isOpen = true;
    if (this.times !== undefined) this.times.running = this.machine;
  }

  /** It has ended, or is seen no more. */
  close(): void {
    this.isOpen = false;
    if (this.times !== undefined) this.times.running = undefined;
  }

  /** The series of a handler, or `undefined` when it isn't to be measured. */
  handlerSeries(name: string): HandlerSeries | undefined {
    let series = this.#handlers.get(name);
    if (series === undefined) this.#handlers.set(name, (series = this.#chooseHandler(name)));
    return series === false ? undefined : series;
  }

  /** Follows the states of the machine from now on; those that are active already count as activated now. */
  followStates(nowMs: number): void {
    const { machine, series } = this;
    const shows = this.#selection.states?.of(machine.id);
    const seriesOf = (state: string) => (shows?.(state) === false ? undefined : series.state(state));
    this.times = new StateTimes(machine, this.measures.states ? seriesOf : () => undefined, nowMs);
    series.times.add(this.times);
    series.schema = schemaCounts(machine);
  }

  /** @param nowMs when open activations end; undefined where that is not known, or not an end */
  leaveStates(nowMs: number | undefined): void {
    const { times } = this;
    if (times === undefined) return;
    this.times = undefined;
    times.end(nowMs);
    this.series.times.delete(times);
  }

  /** A transition that happened as it was planned; tells whether it activated `Exception`, or activated it again. */
  takePlanned(plan: PlanView, isTimed: boolean): boolean {
    const { times, series } = this;
    if (times === undefined) return false;
    times.change(plan, this.startMs, isTimed);
    if (!this.measures.transitions) series.ticks += plan.tickSum;
    return times.tookException;
  }

  /** Counts such a transition; undefined for a machine whose states are not followed. */
  tally(transition: TransitionView, plan: PlanView): Tally | undefined {
    return this.times && this.series.tallies.count(transition, plan, this.times, slotOf);
  }

  /** Any other one that is no check, as {@link MeteredMachine.takePlanned}. */
  takeOther(transition: TransitionView, isTimed: boolean): boolean {
    const { times, series } = this;
    if (times === undefined) return false;
    const { timeBefore, timeAfter, accepted, cancellation, steps } = transition;
    // Nothing else changes clocks and is canceled: a final handler failed, what came of it is taken back in part.
    const mayHaveTicked = accepted || cancellation?.reason === 'error' || cancellation?.reason === 'timeout';
    times.change(mayHaveTicked ? tickingOf(timeBefore, timeAfter) : NOTHING, this.startMs, isTimed);
    const ticks = mayHaveTicked ? sumOf(timeAfter) - sumOf(timeBefore) : 0;
    series.ticks += ticks;
    if (accepted && this.measures.transitions) {
      const { added, removed } = times;
      const { stepCount, handlerCount, plan } = transition;
      const touched = plan === undefined ? statesIn(steps ?? []) : touchedStates(plan);
      series.changesOf(1).add({ steps: stepCount, handlers: handlerCount, added, removed, touched, count: 1 }, ticks);
    }
    return times.tookException;
  }

  #chooseHandler(name: string): HandlerSeries | false {
    const mark = this.#selection.handler(name);
    if (mark === false || (mark === undefined && !this.measures.handlers)) return false;
    return this.series.handler((mark && labelOf(mark)) ?? name);
  }
}

const NOTHING = { ticking: [], ticks: [] };

function slotOf({ mutation, accepted }: TransitionView): number {
  return transitionSlot(mutation.type, accepted, mutation.auto, mutation.check);
}

function sumOf(ticks: readonly number[]): number {
  return ticks.reduce((sum, tick) => sum + tick, 0);
}
