import { MachineError } from '../errors.js';
import { coreOf } from './core-of.js';
import { checkOptions, type MachineOptions } from './machine-options.js';
import type { AnyMachine } from './machine.js';
import { typeText } from './type-text.js';
import { watch } from './watching.js';

/** What each option that may change is. */
const KINDS = {
  tags: 'a list of names',
  logger: 'a function',
  logArgs: 'a list of names or a function',
  logStackTrace: 'a boolean',
  steps: 'a boolean',
  checkSteps: 'a boolean',
  rethrow: 'a boolean',
  detectEval: 'a boolean',
  onError: 'a function',
  onChange: 'a function',
  onInternalError: 'a function',
  queueLimit: 'a number',
  disposeTimeoutMs: 'a number',
} as const satisfies Partial<Record<keyof MachineOptions, string>>;

/** The options that may change while a machine lives; `undefined` goes back to the default. */
export type LiveOptions = { readonly [K in keyof typeof KINDS]?: MachineOptions[K] | undefined };

/**
 * Changes options of a machine from now on, also in the middle of its queue; those that are not named stay (machine specification §3,
 * §11.2, §14). `tags` replaces them all: who reads them later has the new ones (the admin endpoint, a tracer that is bound, a toggle that
 * decides anew on who inherits); a span or a debugger that told them when it began with the machine does not tell them again. The
 * level of lines has a verb of its own, `machine.setLogLevel`. Throws `INVALID_ARGS` for another option, and for values that are none;
 * nothing is changed then.
 */
export function setOptions(machine: AnyMachine, changes: LiveOptions): void {
  const core = coreOf(machine);
  for (const [name, value] of Object.entries(changes)) check(name, value, core.id);
  const options = { ...core.options, ...changes } as MachineOptions;
  checkOptions(options);
  core.ownDetails().options = options;
  watch(core);
}

/** The options of a machine as they are now: those it was made with, and what has changed since. */
export function optionsOf(machine: AnyMachine): MachineOptions {
  const { options, details } = coreOf(machine);
  return { ...options, logLevel: details.logLevel };
}

function check(name: string, value: unknown, id: string): void {
  if (!Object.hasOwn(KINDS, name)) {
    const known = Object.keys(KINDS).join(', ');
    throw new MachineError('INVALID_ARGS', `the option ${name} of ${id} can not change; these can: ${known}`);
  }
  const kind: string = KINDS[name as keyof LiveOptions];
  if (value === undefined || kind.endsWith(typeof value) || (kind.startsWith('a list') && isNames(value))) return;
  throw new MachineError('INVALID_ARGS', `${name} of ${id} is ${kind}, got ${typeText(value)}`);
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
