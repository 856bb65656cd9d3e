import { marksOf } from '../metadata/index.js';
import type { ClassLike, ClassMarks } from '../metadata/index.js';
import { SELECT_ALL } from '../tracer/index.js';
import type { Selection } from '../tracer/index.js';

type Options = Readonly<Record<string, unknown>>;

const known = new WeakMap<ClassMarks, { readonly selection: Selection | undefined }>();

/**
 * What a tracer without a signal sees of a class: everything that happens; of arguments and errors what the marks of all
 * signals let out.
 * @returns the same object for all machines of a class; undefined for a class without a mark of a signal, be it off: `@Parent`
 * alone asks for nothing but what is inherited
 */
export function allSignals(Class: ClassLike): Selection | undefined {
  const marks = marksOf(Class);
  let entry = known.get(marks);
  if (entry === undefined) known.set(marks, (entry = { selection: resolve(marks) }));
  return entry.selection;
}

function resolve(marks: ClassMarks): Selection | undefined {
  const handlers = new Map([...marks.handlers].map(([name, bySignal]) => [name, letOut(bySignal)] as const));
  const ofHandlers = [...handlers.values()].flatMap(({ secret }) => namesIn(secret));
  const { secret, ...rest } = letOut(marks.class);
  if (Object.keys(marks.class).length === 0 && handlers.size === 0) return undefined;
  const options = { ...rest, secret: [...new Set([...namesIn(secret), ...ofHandlers])] };
  return { ...SELECT_ALL, options, handler: (name) => handlers.get(name) };
}

/** What the marks that are on show, together; what any of them keeps back. */
function letOut(bySignal: Readonly<Record<string, { readonly on: boolean; readonly options: Options } | undefined>>) {
  const all = Object.values(bySignal).flatMap((mark) => (mark === undefined ? [] : [mark]));
  const shown = all.filter(({ on }) => on).map(({ options }) => options);
  const policies = shown.map(({ errors }) => errors).filter((errors) => errors !== undefined && errors !== 'full');
  return {
    args: shown.flatMap(({ args }) => namesIn(args)),
    secret: all.flatMap(({ options }) => namesIn(options['secret'])),
    ...(policies.length > 0 && { errors: policies.includes('type') ? 'type' : policies[0] }),
  };
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : [];
}
