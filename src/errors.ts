/**
 * Every code a {@link MachineError} can carry, with what it means.
 * The engine's own come from the machine specification §7.1.
 */
export const ERROR_CODES = {
  STATE_MISSING: 'a mutation or subscription names a state the schema does not have',
  STATE_UNKNOWN: 'a query names a state the schema does not have',
  SCHEMA: 'the schema contradicts itself',
  RELATION: 'relations form a cycle',
  HANDLER_ASYNC: 'a negotiation handler returned a promise; negotiation is synchronous',
  HANDLER_TIMEOUT: 'a handler ran longer than its limit',
  EVAL_TIMEOUT: 'an evaluated function ran longer than its limit',
  EVAL_NESTED: 'an evaluation was asked for inside a handler or another evaluation',
  TIMEOUT: 'a wait took longer than it was allowed to',
  STATE_LOOP: 'states tick so often that something goes round in circles',
  INVALID_ARGS: 'arguments do not fit what was expected',
  BINDING: 'handlers could not be bound, or are not bound',
  PARENT: 'a machine was given a parent its class is not a submachine of',
  INJECT: 'nothing tells which container to take a dependency from',
  DECORATOR: 'a decorator stands where it has no meaning',
  CONFIG: 'a configuration value is unknown or malformed',
  DEPENDENCY: 'an optional package that the configuration asks for is not installed',
  EXPORTER: 'an exporter could not be started',
  FILE: 'a file given to a command cannot be read or written, or is not what the command reads',
  GOB: 'bytes are not gob, or a value does not fit its type',
  RPC: 'a remote procedure call failed, or its connection did',
  DEBUGGER: 'what came for the debugger, or what a debugger is asked for, makes no sense',
  ENDPOINT: 'the admin endpoint of a program does not answer, or with an error',
  GRAFANA: 'Grafana does not answer, or refuses a dashboard',
} as const;

/** The code of a {@link MachineError}; stable, to be compared instead of the message. */
export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * The one error class of this package: what was given, what was expected, what to change.
 * Compare `code`, never the message.
 */
export class MachineError extends Error {
  override readonly name = 'MachineError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}
