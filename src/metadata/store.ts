import { FORM } from '../copies.js';
import type { Signal } from '../tracer/index.js';
import { checkOfMarks } from './mark-check.js';
import type { ClassLike, Mark, ParentMark } from './marks.js';
import { contradiction, placeName } from './mistakes.js';
import { announce, registry } from './registry.js';

// Node 20 has no Symbol.metadata. Compilers look it up when a class is defined, and whoever decorates imports this first.
if ((Symbol as { metadata?: symbol }).metadata === undefined) {
  const value = Symbol.for('Symbol.metadata');
  Object.defineProperty(Symbol, 'metadata', { value, configurable: true, writable: true });
}

const KEY = Symbol.for(`statescope.marks.${FORM}`);

/** The marks written on one class itself, without its bases. */
export interface OwnMarks {
  readonly class: Partial<Record<Signal, Mark>>;
  readonly handlers: Map<string, Partial<Record<Signal, Mark>>>;
  parent?: ParentMark;
  /** Of the registry, at the last mark written here. */
  revision: number;
}

/** Where marks are written: a class, or, where a decorator is not told its class, the metadata that becomes its own. */
export type MarkTarget = ClassLike | DecoratorMetadataObject;

/**
 * Marks a class.
 * @param className for messages, where the target does not tell it
 * @throws MachineError `DECORATOR` when the class is marked on and off
 */
export function writeClassMark(target: MarkTarget, signal: Signal, mark: Mark, className = nameOf(target)): void {
  write(target, (own) => {
    put(own.class, signal, mark, placeName(className));
  });
}

/**
 * Marks one handler method of a class.
 * @throws MachineError `DECORATOR` when the handler is marked on and off
 */
export function writeHandlerMark(target: MarkTarget, handler: string, signal: Signal, mark: Mark): void {
  write(target, (own) => {
    const marks = own.handlers.get(handler) ?? {};
    put(marks, signal, mark, placeName(nameOf(target), handler));
    own.handlers.set(handler, marks);
  });
}

/**
 * Marks a class as one of submachines; a class mark and a member mark add up.
 * @param className for messages, where the target does not tell it
 * @throws MachineError `DECORATOR` when two parent classes or two members are named
 */
export function writeParentMark(target: MarkTarget, mark: ParentMark, className = nameOf(target)): void {
  write(target, (own) => {
    const place = placeName(className);
    if (own.parent?.parentClass && mark.parentClass) throw contradiction('with two parent classes', place);
    const members = [own.parent?.member, mark.member].filter((member) => member !== undefined);
    if (new Set(members).size > 1)
      throw contradiction(`with two members that hold the parent, ${members.join(' and ')}`, place);
    own.parent = Object.freeze({ ...own.parent, ...mark });
  });
}

/** The marks of the class itself; undefined when it has none, whatever its bases have. */
export function ownMarks(Class: ClassLike): OwnMarks | undefined {
  const metadata = ownMetadata(Class);
  return metadata && (ownValue(metadata, KEY) as OwnMarks | undefined);
}

function write(target: MarkTarget, change: (own: OwnMarks) => void): void {
  const metadata = isClass(target) ? (ownMetadata(target) ?? createMetadata(target)) : target;
  let own = ownValue(metadata, KEY) as OwnMarks | undefined;
  if (!own) {
    own = { class: {}, handlers: new Map(), revision: 0 };
    Object.defineProperty(metadata, KEY, { value: own });
  }
  registry.check ??= checkOfMarks;
  change(own);
  own.revision = registry.revision += 1;
  if (isClass(target)) announce(target);
}

function put(marks: Partial<Record<Signal, Mark>>, signal: Signal, mark: Mark, place: string): void {
  const earlier = marks[signal];
  if (earlier && earlier.on !== mark.on) throw contradiction(`'${signal}' on and off`, place);
  // The decorator written above runs last; where both say something, it wins.
  marks[signal] = earlier ? { ...earlier, ...mark, options: { ...earlier.options, ...mark.options } } : mark;
}

function createMetadata(Class: ClassLike): DecoratorMetadataObject {
  const inherited = Reflect.get(Class, Symbol.metadata) as DecoratorMetadataObject | null | undefined;
  const value = Object.create(inherited ?? null) as DecoratorMetadataObject;
  Object.defineProperty(Class, Symbol.metadata, { value, configurable: true });
  return value;
}

function ownMetadata(Class: ClassLike): DecoratorMetadataObject | undefined {
  return (ownValue(Class, Symbol.metadata) as DecoratorMetadataObject | null | undefined) ?? undefined;
}

function ownValue(target: object, key: symbol): unknown {
  return Reflect.getOwnPropertyDescriptor(target, key)?.value;
}

function isClass(target: MarkTarget): target is ClassLike {
  return typeof target === 'function';
}

function nameOf(target: MarkTarget): string | undefined {
  return isClass(target) ? target.name : undefined;
}
