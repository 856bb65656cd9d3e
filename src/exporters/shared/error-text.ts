import { causesBehind } from '../../tracer/index.js';

/** Characters of the causes of one error. */
const MAX_CAUSES_LENGTH = 20_000;

/** What an error says of itself; every field is safe to read. */
export interface ErrorText {
  /** Class of the error, or the type of a thrown value that is none. */
  readonly type: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Stacks of the errors behind it, the nearest first; undefined when there are none. */
  readonly causes?: string | undefined;
}

/** Reads an error and the errors behind it without ever throwing, whatever their getters do. */
export function errorText(error: unknown): ErrorText {
  return { ...ownText(error), causes: causesText(error) };
}

/** The stack of an error with those of its causes below it. */
export function wholeStack({ type, message, stack, causes }: ErrorText): string | undefined {
  return causes === undefined ? stack : `${stack ?? `${type}: ${message}`}\n${causes}`;
}

/** Without what is behind it: causes may go round. */
function ownText(error: unknown): ErrorText {
  try {
    if (error instanceof Error) return { type: typeOf(error), message: textOf(error.message), stack: stackOf(error) };
    return { type: error === null ? 'null' : typeof error, message: String(error), stack: undefined };
  } catch {
    return { type: 'Error', message: 'an error that cannot be read', stack: undefined };
  }
}

function causesText(error: unknown): string | undefined {
  const causes = causesBehind(error);
  if (causes.length === 0) return undefined;
  const texts = causes.map((cause) => {
    const { type, message, stack } = ownText(cause);
    return `Caused by: ${stack ?? `${type}: ${message}`}`;
  });
  return texts.join('\n').slice(0, MAX_CAUSES_LENGTH);
}

/** The class name, or the `name` of the error where the class is plain `Error`. */
function typeOf(error: Error): string {
  const className = error.constructor.name;
  return className === '' || className === 'Error' ? textOf(error.name) : className;
}

function stackOf(error: Error): string | undefined {
  return typeof error.stack === 'string' ? error.stack : undefined;
}

/** The types promise strings; nothing keeps a program from putting something else there. */
function textOf(value: unknown): string {
  return String(value);
}
