import { statesOfHandler } from '../engine/index.js';
import { MachineError } from '../errors.js';
import { marksOf } from '../metadata/index.js';
import type { ClassLike } from '../metadata/index.js';
import { SELECT_ALL } from '../tracer/index.js';
import type { ClassShape, HandlerShape, Selection, Signal, StateView } from '../tracer/index.js';
import { configured } from './override.js';
import { MARKS_ALONE, inheritedSelection, markedSelection, selectionFor } from './select.js';
import type { SelectPolicy } from './select.js';

const EXCEPTION = 'Exception';
const FINAL = ['State', 'End'] as const;
const NEGOTIATION = ['Enter', 'Exit'] as const;

/**
 * What is known of a class before there is a machine of it: states, handlers, and what its marks give each signal. A class
 * marked `@Parent` has what its machines inherit from the class it names; without one, from a parent that is marked whole.
 * @throws MachineError `SCHEMA` when the class has no static schema, as every class has that extends `Machine.of(schema)`
 */
export function shapeOf(Class: ClassLike, policy: SelectPolicy = MARKS_ALONE): ClassShape {
  const schema = schemaOf(Class);
  if (schema === undefined) {
    throw new MachineError('SCHEMA', `class ${Class.name} has no static schema: let it extend Machine.of(schema)`);
  }
  const states = { ...schema, [EXCEPTION]: schema[EXCEPTION] ?? { multi: true } };
  return {
    className: Class.name,
    states,
    handlers: handlersOf(Class, Object.keys(states)),
    groups: groupsOf(Class),
    selection: (signal) => {
      if (policy.toggles.get(Class.name, signal) === false) return undefined;
      const selection = shown(Class, signal, policy, new Set());
      return selection && configured(selection, Class, signal, policy);
    },
  };
}

/** Whether {@link shapeOf} can tell the shape of a class. */
export function hasShape(Class: ClassLike): boolean {
  return schemaOf(Class) !== undefined;
}

function schemaOf(Class: ClassLike): Readonly<Record<string, StateView>> | undefined {
  return (Class as { readonly schema?: Readonly<Record<string, StateView>> }).schema;
}

function groupsOf(Class: ClassLike): readonly string[] | undefined {
  const { groups } = Class as { readonly groups?: object };
  return groups && Object.keys(groups);
}

/** A parent that is switched off still passes on what its marks give. */
function shown(
  Class: ClassLike,
  signal: Signal,
  policy: SelectPolicy,
  seen: ReadonlySet<ClassLike>,
): Selection | undefined {
  const own = selectionFor(Class, signal, policy);
  const { parent } = marksOf(Class);
  if (parent === undefined || seen.has(Class)) return own;
  const ParentClass = parent.parentClass?.();
  const above = ParentClass === undefined ? SELECT_ALL : shown(ParentClass, signal, policy, new Set([...seen, Class]));
  if (above?.wholeMachine !== true || own?.wholeMachine === true || markedSelection(Class, signal).off) return own;
  return inheritedSelection(Class, signal, above);
}

/** Methods that are called for states, own and inherited. */
function handlersOf(Class: ClassLike, states: readonly string[]): readonly HandlerShape[] {
  const names = new Set<string>();
  let level = Class.prototype as object | null;
  while (level !== null && level !== Object.prototype) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      // An accessor may give a handler to each machine.
      if (typeof property.value === 'function' || property.get !== undefined) names.add(name);
    }
    level = Object.getPrototypeOf(level) as object | null;
  }
  return [...names].flatMap((name) => phasesOf(name, states).map((phase) => ({ name, phase })));
}

/** Both, where a state is called like a suffix and the name can be read in two ways. */
function phasesOf(method: string, states: readonly string[]): readonly HandlerShape['phase'][] {
  if (method === 'AnyEnter') return ['negotiation'];
  if (method === 'AnyState') return ['final'];
  if (statesOfHandler(states, method).length === 0) return [];
  const isOfOneState = (suffix: string): boolean =>
    method.endsWith(suffix) && states.includes(method.slice(0, -suffix.length));
  const isFinal = FINAL.some(isOfOneState);
  const isPair = states.some((from) => method.startsWith(from) && states.includes(method.slice(from.length)));
  const isNegotiation = isPair || NEGOTIATION.some(isOfOneState);
  return [...(isNegotiation ? (['negotiation'] as const) : []), ...(isFinal ? (['final'] as const) : [])];
}
