import { nearest } from '../nearest.js';
import type { MachineQuery } from './machine-list.js';
import { RequestError } from './request-error.js';

const PARAMETERS = ['class', 'state', 'limit', 'cursor'];
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;

/**
 * Reads `?class=Feed&state=Ready,Start&limit=100&cursor=...`.
 * @throws RequestError 400 naming the parameter, its value, and what was expected
 */
export function machineQuery(parameters: URLSearchParams): MachineQuery {
  for (const name of parameters.keys()) {
    if (!PARAMETERS.includes(name)) throw unknownParameter(name);
    if (parameters.getAll(name).length > 1) throw new RequestError(400, `${name} is given twice`);
  }
  const states = parameters.get('state')?.split(',') ?? [];
  if (states.includes('')) throw new RequestError(400, 'state is empty: expected names of states, with commas between');
  return {
    className: parameters.get('class') ?? undefined,
    states,
    limit: number(parameters, 'limit', MAX_LIMIT) ?? DEFAULT_LIMIT,
    after: number(parameters, 'cursor', Number.MAX_SAFE_INTEGER),
  };
}

function number(parameters: URLSearchParams, name: string, highest: number): number | undefined {
  const text = parameters.get(name);
  if (text === null) return undefined;
  const value = Number(text);
  if (/^\d{1,16}$/.test(text) && value >= 1 && value <= highest) return value;
  const expected = name === 'limit' ? `1 to ${String(highest)}` : 'what the page before gave as "next"';
  throw new RequestError(400, `${name} is "${text.slice(0, 100)}": expected ${expected}`);
}

function unknownParameter(name: string): RequestError {
  const meant = nearest(name, PARAMETERS);
  const remedy = meant === undefined ? `expected ${PARAMETERS.join(', ')}` : `did you mean "${meant}"?`;
  return new RequestError(400, `unknown parameter "${name.slice(0, 100)}": ${remedy}`);
}
