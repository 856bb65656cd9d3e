import type { StateFilter } from '../tracer/index.js';

type Test = (machineId: string, state: string) => boolean;

interface Entries {
  readonly names: ReadonlySet<string>;
  readonly expressions: readonly RegExp[];
}

/**
 * The filter that lists of states make (telemetry specification §1.8): what is skipped goes first, then only what is allowed,
 * where anything is. Entries are `State`, `machineId:State`, or expressions that are tested on `machineId:State`.
 * @param lists the option `states` of a mark: `{ allow, skip }`
 * @returns undefined where nothing is listed
 */
export function stateFilter(lists: unknown): StateFilter | undefined {
  const { allow, skip } = (typeof lists === 'object' && lists !== null ? lists : {}) as {
    readonly allow?: unknown;
    readonly skip?: unknown;
  };
  const allowed = entriesOf(allow);
  const skipped = entriesOf(skip);
  if (allowed === undefined && skipped === undefined) return undefined;
  const shows: Test = (machineId, state) =>
    !(skipped !== undefined && isListed(skipped, machineId, state)) &&
    (allowed === undefined || isListed(allowed, machineId, state));
  return {
    of: (machineId) => remembered((state) => shows(machineId, state)),
    showsMachine: (machineId) => !(skipped?.expressions.some((expression) => expression.test(machineId)) ?? false),
  };
}

function entriesOf(list: unknown): Entries | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const names = list.filter((entry): entry is string => typeof entry === 'string').map((entry) => entry.trim());
  const expressions = list.filter((entry): entry is RegExp => entry instanceof RegExp).map(withoutMemory);
  return { names: new Set(names), expressions };
}

function isListed({ names, expressions }: Entries, machineId: string, state: string): boolean {
  const full = `${machineId}:${state}`;
  // An entry with more than one colon never matches, so an id that has one cannot be named in a list.
  const isNamed = names.has(state) || (!machineId.includes(':') && names.has(full));
  return isNamed || expressions.some((expression) => expression.test(full));
}

/** With `g` or `y` an expression would go on where it stopped the last time. */
function withoutMemory(expression: RegExp): RegExp {
  return new RegExp(expression.source, expression.flags.replace(/[gy]/g, ''));
}

function remembered(test: (state: string) => boolean): (state: string) => boolean {
  const answers = new Map<string, boolean>();
  return (state) => {
    let answer = answers.get(state);
    if (answer === undefined) answers.set(state, (answer = test(state)));
    return answer;
  };
}
