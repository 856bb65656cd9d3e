import { SPAN } from '../../semconv.js';
import type { ClassShape, MutationType, Selection } from '../../tracer/index.js';
import { EXCEPTION, isHealthState } from './well-known.js';

/** What decides which spans a traced machine has; defaults are those of the traces. */
export interface SpanNameOptions {
  readonly skipTransitions?: boolean | undefined;
  readonly skipHealth?: boolean | undefined;
  readonly startRecords?: boolean | undefined;
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
  const machine = `${SPAN.machinePrefix}:${PLACE.index}:${PLACE.id}`;
  const groups = [SPAN.submachines, ...(selection.wholeMachine ? [SPAN.states] : [])];
  return [
    machine,
    machine + SPAN.lifetimeSuffix,
    ...groups.map((group) => `${PLACE.index}:${group}`),
    ...(selection.wholeMachine ? stateNames(shape, options) : []),
    ...(options.skipTransitions === true ? [] : transitionNames(shape, options)),
    ...handlerNames(shape, selection),
  ];
}

/** Handlers marked as spans, under the names they are given; all others where the class mark asks for spans. */
function handlerNames({ handlers }: ClassShape, selection: Selection): readonly string[] {
  const { options } = selection;
  const all = selection.wholeMachine && (options['handlers'] === 'spans' || options['handlers'] === 'both');
  const names = handlers.flatMap(({ name }) => {
    const mark = selection.handler(name);
    if (mark === undefined) return all ? [name] : [];
    if (mark === false || mark['as'] === 'event') return [];
    return [typeof mark['name'] === 'string' ? mark['name'] : name];
  });
  return [...new Set(names)];
}

function shownStates({ states }: ClassShape, { skipHealth = true }: SpanNameOptions): readonly string[] {
  return Object.keys(states).filter((state) => !skipHealth || !isHealthState(state));
}

function stateNames(shape: ClassShape, options: SpanNameOptions): readonly string[] {
  return shownStates(shape, options).flatMap((state) => {
    const name = `${PLACE.index}:${state}`;
    const isMulti = shape.states[state]?.multi === true;
    return [
      isMulti ? name + SPAN.multiSuffix : name,
      ...(options.startRecords === false ? [] : [name + SPAN.startedSuffix]),
    ];
  });
}

/** A transition that activates `Exception` has its name with the error prefix. */
function transitionNames(shape: ClassShape, options: SpanNameOptions): readonly string[] {
  const called = [...shownStates(shape, options), PLACE.states];
  const failing = new Set(called.filter((state) => state === PLACE.states || leadsToException(shape, state)));
  const names = TYPES.flatMap((type) =>
    called.flatMap((state) => {
      const name = `${PLACE.index}: [${type}] ${state}`;
      return type !== 'remove' && failing.has(state) ? [name, SPAN.errorPrefix + name] : [name];
    }),
  );
  return [`${PLACE.index}:${SPAN.transitions}`, ...names];
}

/** It is the state of errors, or brings it along. */
function leadsToException({ states }: ClassShape, state: string): boolean {
  const reached = new Set([state]);
  for (const each of reached) for (const added of states[each]?.add ?? []) reached.add(added);
  return reached.has(EXCEPTION);
}
