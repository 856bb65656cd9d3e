import { SPAN } from '../../semconv.js';
import type { ClassShape, MutationType, Selection } from '../../tracer/index.js';
import { skips } from './noise.js';
import { shownStates } from './shown-states.js';
import { namingOf } from './span-naming.js';
import type { Naming } from './span-naming.js';
import { EXCEPTION, isHealthState } from './well-known.js';

/** What decides which spans a traced machine has; defaults are those of the traces. */
export interface SpanNameOptions {
  readonly skipTransitions?: boolean | undefined;
  /** @default as the mark says, else true */
  readonly skipHealth?: boolean | undefined;
  readonly stateSpans?: boolean | undefined;
  readonly startRecords?: boolean | undefined;
  readonly naming?: Naming | undefined;
  readonly scope?: 'tree' | 'tx' | 'cause' | undefined;
  readonly groupSpans?: 'instant' | 'lifetime' | undefined;
  readonly groups?: boolean | undefined;
  readonly handlers?: 'events' | 'spans' | 'both' | 'off' | undefined;
}

/** Stand for the index and the id of a machine, and for several states that one mutation calls. */
const PLACE = { index: '<i>', id: '<id>', states: '<states>' } as const;
const TYPES = ['add', 'remove', 'set'] as const satisfies readonly MutationType[];

/**
 * The names of the spans that machines of one class can have, from its schema and marks alone; empty when it is not traced.
 * `<i>` and `<id>` stand for the index and the id of a machine, `<states>` for the states of a mutation that calls several.
 */
export function spanNamesOf(shape: ClassShape, options: SpanNameOptions = {}): readonly string[] {
  const selection = shape.selection('traced');
  if (selection === undefined) return [];
  const skipHealth = options.skipHealth ?? skips(selection.options['health'], true);
  const naming = namingOf(options.naming);
  const machine = naming.machine(PLACE.index, PLACE.id);
  const hasStates = selection.wholeMachine && options.stateSpans !== false;
  const stateGroups = options.groups === true ? [...(shape.groups ?? []), SPAN.otherGroup] : [];
  const groups = [SPAN.submachines, ...(hasStates ? [SPAN.states, ...stateGroups] : [])];
  return [
    machine,
    ...(options.groupSpans === 'lifetime' ? [] : [machine + SPAN.lifetimeSuffix]),
    ...groups.map((group) => naming.group(PLACE.index, group)),
    ...(hasStates ? stateNames(shape, selection, { ...options, skipHealth }) : []),
    ...(options.skipTransitions === true ? [] : transitionNames(shape, { ...options, skipHealth })),
    ...handlerNames(shape, selection, options.handlers),
  ];
}

/** Handlers marked as spans, under the names they are given; all others where the class mark asks for spans. */
function handlerNames(
  { handlers }: ClassShape,
  selection: Selection,
  style: unknown = selection.options['handlers'],
): readonly string[] {
  const all = selection.wholeMachine && (style === 'spans' || style === 'both');
  const names = handlers.flatMap(({ name }) => {
    const mark = selection.handler(name);
    if (mark === undefined) return all ? [name] : [];
    if (mark === false || mark['as'] === 'event') return [];
    return [typeof mark['name'] === 'string' ? mark['name'] : name];
  });
  return [...new Set(names)];
}

function stateNames(shape: ClassShape, selection: Selection, options: SpanNameOptions): readonly string[] {
  const naming = namingOf(options.naming);
  const shown = shownStates(shape, selection).filter((state) => options.skipHealth !== true || !isHealthState(state));
  return shown.flatMap((state) => {
    const isMulti = shape.states[state]?.multi === true;
    return [
      naming.state(PLACE.index, state, isMulti),
      ...(options.startRecords === false ? [] : [naming.group(PLACE.index, state) + SPAN.startedSuffix]),
    ];
  });
}

/** A transition that activates `Exception` has its name with the error prefix. */
function transitionNames(shape: ClassShape, options: SpanNameOptions): readonly string[] {
  const states = Object.keys(shape.states);
  const called = [...states.filter((state) => options.skipHealth !== true || !isHealthState(state)), PLACE.states];
  const failing = new Set(called.filter((state) => state === PLACE.states || leadsToException(shape, state)));
  const naming = namingOf(options.naming);
  const groups = (options.scope ?? 'tree') === 'tree' ? [naming.group(PLACE.index, SPAN.transitions)] : [];
  const names = TYPES.flatMap((type) =>
    called.flatMap((state) => {
      const name = naming.transition(PLACE.index, `[${type}] ${state}`);
      return type !== 'remove' && failing.has(state) ? [name, naming.failed(name)] : [name];
    }),
  );
  return [...new Set([...groups, ...names])];
}

/** It is the state of errors, or brings it along. */
function leadsToException({ states }: ClassShape, state: string): boolean {
  const reached = new Set([state]);
  for (const each of reached) for (const added of states[each]?.add ?? []) reached.add(added);
  return reached.has(EXCEPTION);
}
