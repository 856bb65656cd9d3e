import { MachineError } from '../errors.js';
import type { Core } from './core.js';
import { tableOf, type HandlerTable } from './handler-table.js';
import { machineHooks } from './hooks.js';
import { CHANGES, OPS } from './observer.js';
import { randomId } from './random-id.js';
import { typeText } from './type-text.js';

let base: object | undefined;

/** Says at which prototype the handlers of a machine's own class end. */
export function endHandlersAt(prototype: object): void {
  base = prototype;
}

/** One object whose methods handle events. */
export interface Binding {
  readonly id: string;
  /** Number in bind order, never reused. */
  readonly number: number;
  readonly target: object;
  readonly table: HandlerTable;
  readonly className: string;
}

/** Options of a binding. */
export interface BindingOptions {
  /** Characters but letters, digits and `-_.` are dropped. @default `anon-` and four hexadecimal digits */
  readonly id?: string;
  /**
   * Only events whose name starts with this reach the binding, and its methods are named without it: `AState` handles
   * `FooAState`. `AnyEnter` and `AnyState` do not reach it.
   */
  readonly statePrefix?: string;
}

/** The bindings of a machine in the order they are asked: its own first. Replaced, never changed. */
export class Bindings {
  readonly list: readonly Binding[];
  /** Somebody handles `FooBar` or `FooFoo`. */
  readonly askPairs: boolean;
  /** The only binding; undefined where there is none or more. */
  readonly only: Binding | undefined;

  constructor(list: readonly Binding[]) {
    this.list = list;
    this.only = list.length === 1 ? list[0] : undefined;
    this.askPairs = list.some((binding) => binding.table.pairs !== undefined);
  }
}

/** Of a machine without handlers. */
export const NO_BINDINGS = new Bindings([]);

/** Binds an object's methods as handlers; the binding's id. Throws `BINDING` for what is no object. */
export function bind(core: Core, target: object, { id, statePrefix: prefix = '' }: BindingOptions): string {
  checkTarget(core, target);
  const clean = id?.replace(/[^A-Za-z0-9\-_.]/g, '');
  if (!core.prepared) bindOwn(core);
  const binding: Binding = {
    id: clean === undefined || clean === '' ? `anon-${randomId().slice(0, 4)}` : clean,
    number: core.ownDetails().bound++,
    target,
    table: tableFor(core, target, prefix),
    // An object without a prototype has no class.
    className: (target as { constructor?: { readonly name: string } }).constructor?.name ?? 'Object',
  };
  core.bindings = new Bindings([...core.bindings.list, binding]);
  // Who reads the lines may mutate.
  core.attend();
  core.observer?.line(core, OPS, `[handlers] bind ${String(binding.number)}:${binding.id}`);
  warn(core, binding);
  markBound(core);
  return binding.id;
}

/** Programs without types hand over anything. */
function checkTarget(core: Core, target: unknown): void {
  if ((typeof target === 'object' && target !== null) || typeof target === 'function') return;
  throw new MachineError('BINDING', `handlers are the methods of an object, got ${typeText(target)} for ${core.id}`);
}

/** Takes a binding away; false when there is none with this id. */
export function unbind(core: Core, id: string): boolean {
  const { list } = core.bindings;
  const at = list.findIndex((binding) => binding.id === id);
  if (at === -1) return false;
  core.bindings = new Bindings(list.filter((_, i) => i !== at));
  core.observer?.line(core, OPS, `[handlers] detach ${id}`);
  core.attend();
  return true;
}

/** Puts the handlers of the machine's own class first, as they are now. */
export function bindOwn(core: Core): void {
  const { machine } = core;
  const { list } = core.bindings;
  const others = list.some((binding) => binding.target === machine)
    ? list.filter((binding) => binding.target !== machine)
    : list;
  const table = tableFor(core, machine, '');
  if (table.misnamed.length > 0) warn(core, { className: machine.constructor.name, table });
  if (table.isEmpty) {
    if (others !== list) core.bindings = new Bindings(others);
    return;
  }
  const details = core.ownDetails();
  details.ownNumber ??= details.bound++;
  const className = machine.constructor.name;
  const own = { id: className, number: details.ownNumber, target: machine, table, className };
  core.bindings = new Bindings([own, ...others]);
  markBound(core);
}

/** Finds the functions anew after a change of the schema. */
export function recompile(core: Core): void {
  const { list } = core.bindings;
  core.bindings = new Bindings(
    list.map((binding) => ({ ...binding, table: tableFor(core, binding.target, binding.table.prefix) })),
  );
}

function tableFor(core: Core, target: object, prefix: string): HandlerTable {
  return tableOf(target, core.schema, base, prefix);
}

/** Methods that look like handlers of states there are not: told to the log, and to instrumentation once per class and schema. */
function warn(core: Core, { className, table }: Pick<Binding, 'className' | 'table'>): void {
  for (const text of table.misnamed) core.observer?.line(core, CHANGES, `[handlers] ${className}.${text}`);
  if (table.misnamed.length === 0 || warned.has(table)) return;
  warned.add(table);
  for (const text of table.misnamed) machineHooks()?.misnamed?.(core.machine, `${className}.${text}`);
}

const warned = new WeakSet<HandlerTable>();

/** The first handlers get to know of an error from before them. */
function markBound(core: Core): void {
  const details = core.ownDetails();
  const first = !details.everBound;
  details.everBound = true;
  core.attend();
  if (first && details.error !== undefined && core.node.has(core.schema.exception)) core.addError(details.error, {});
}
