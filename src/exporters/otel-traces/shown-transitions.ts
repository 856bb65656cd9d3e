import type { HandlerCall, MachineView, Selection, TransitionView } from '../../tracer/index.js';
import { Redaction, isHealthState, isNoise, noiseOf, skips } from '../shared/index.js';
import type { Noise } from '../shared/index.js';
import type { HandlerStyle } from './options.js';
import type { RunningTransition } from './running-transition.js';
import type { TraceSettings } from './settings.js';
import { limitsStates, shownGroups } from './state-groups.js';
import type { StateGroupLists } from './state-groups.js';
import { isFailure } from './transition-attributes.js';

type Options = Readonly<Record<string, unknown>>;

const NO_OPTIONS: Options = {};
const UNLESS_SAID: Noise = { skipAuto: false, skipHealth: true, skipChecks: true };

const known = new WeakMap<TraceSettings, WeakMap<Selection, ShownTransitions>>();

/** Which transitions and handlers of a class get spans: as the tracer was set, else as the marks say. */
export class ShownTransitions {
  readonly noise: Noise;
  /** Whether a span is worth having is known when its transition has ended. */
  readonly decidesAtEnd: boolean;
  /** Whether any handler shows. */
  readonly timesHandlers: boolean;
  readonly settings: TraceSettings;
  readonly selection: Selection;
  readonly redaction: Redaction;
  readonly #skipTransitions: boolean;
  readonly #skipCanceled: boolean;
  readonly #skipEmpty: boolean;
  readonly #ratio: number;
  readonly #sample: Options;
  readonly #minDurationMs: number;
  readonly #handlers: HandlerStyle;
  readonly #lists: StateGroupLists;
  readonly #states: (state: string) => boolean;

  private constructor(settings: TraceSettings, selection: Selection) {
    const { options } = selection;
    const { canceled, empty, minDurationMs, sample, handlers } = options;
    this.settings = settings;
    this.selection = selection;
    this.redaction = Redaction.of(selection);
    this.noise = noiseOf(options, settings, UNLESS_SAID);
    this.#skipTransitions = settings.skipTransitions;
    this.#skipCanceled = settings.skipCanceled ?? skips(canceled, false);
    this.#skipEmpty = settings.skipEmpty ?? skips(empty, false);
    this.#minDurationMs = settings.minDurationMs ?? (typeof minDurationMs === 'number' ? minDurationMs : 0);
    this.#sample = typeof sample === 'object' && sample !== null ? (sample as Options) : NO_OPTIONS;
    const ratio = typeof sample === 'number' ? sample : this.#sample['ratio'];
    this.#ratio = typeof ratio === 'number' ? ratio : 1;
    this.#handlers = settings.handlers ?? (isHandlerStyle(handlers) ? handlers : 'events');
    this.timesHandlers = this.#handlers !== 'off' || selection.anyHandler;
    this.#lists = settings;
    const { skipHealth } = this.noise;
    this.#states = (state) => !(skipHealth && isHealthState(state));
    this.decidesAtEnd =
      limitsStates(settings) || this.#skipCanceled || this.#skipEmpty || this.#minDurationMs > 0 || this.#ratio < 1;
  }

  /** One for all machines of a class. */
  static of(settings: TraceSettings, selection: Selection): ShownTransitions {
    let bySelection = known.get(settings);
    if (bySelection === undefined) known.set(settings, (bySelection = new WeakMap()));
    let shown = bySelection.get(selection);
    if (shown === undefined) bySelection.set(selection, (shown = new ShownTransitions(settings, selection)));
    return shown;
  }

  /** Which states of a machine show. */
  statesOf(machine: MachineView): (state: string) => boolean {
    const listed = this.selection.states?.of(machine.id);
    const grouped = shownGroups(machine, this.#lists);
    // The same for most machines.
    if (listed === undefined && grouped === undefined) return this.#states;
    return (state) => this.#states(state) && listed?.(state) !== false && grouped?.(state) !== false;
  }

  /** Whether a transition may have a span, as far as its start can tell. */
  atStart({ transition, called }: RunningTransition): boolean {
    return !this.#skipTransitions && !isNoise(this.noise, transition.mutation, called);
  }

  /** Whether a transition that has ended is worth a span. */
  atEnd(transition: TransitionView, durationMs: number): boolean {
    if (!this.#isListed(transition)) return false;
    const failed = isFailure(transition);
    if (this.#skipCanceled && !transition.accepted && !failed) return false;
    if (this.#skipEmpty && isEmpty(transition) && !failed) return false;
    if (durationMs < this.#minDurationMs && !failed) return false;
    if (this.#ratio >= 1 || shareOf(transition.id) < this.#ratio) return true;
    const { errors, vetoes, slowMs } = this.#sample;
    if (failed) return errors !== false;
    if (!transition.accepted) return vetoes !== false;
    return typeof slowMs === 'number' && durationMs >= slowMs;
  }

  /** It calls or changes a state of those that show, where only some groups do. */
  #isListed({ machine, mutation, added, removed }: TransitionView): boolean {
    const shows = shownGroups(machine, this.#lists);
    return shows === undefined || [...mutation.called, ...added, ...removed].some(shows);
  }

  /** Options of a handler that gets a span of its own; undefined for one that doesn't. */
  spanOf(call: HandlerCall): Options | undefined {
    const mark = this.selection.handler(call.name);
    if (mark === false) return undefined;
    if (mark === undefined) return this.#spans && this.selection.wholeMachine ? NO_OPTIONS : undefined;
    return mark['as'] === 'event' ? undefined : mark;
  }

  get #spans(): boolean {
    return this.#handlers === 'spans' || this.#handlers === 'both';
  }

  /** Options of a handler that is an event of its transition's span; undefined for one that isn't. */
  eventOf(call: HandlerCall): Options | undefined {
    const mark = this.selection.handler(call.name);
    if (mark === false) return undefined;
    if (mark === undefined) return this.#handlers === 'events' || this.#handlers === 'both' ? NO_OPTIONS : undefined;
    return mark['as'] === 'event' ? mark : undefined;
  }
}

function isHandlerStyle(value: unknown): value is HandlerStyle {
  return value === 'events' || value === 'spans' || value === 'both' || value === 'off';
}

function isEmpty({ accepted, added, removed }: TransitionView): boolean {
  return accepted && added.length + removed.length === 0;
}

/** Where an id stands between 0 and 1: evenly spread, and always the same. */
function shareOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
