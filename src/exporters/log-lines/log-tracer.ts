import { LOG_LEVELS, SELECT_ALL } from '../../tracer/index.js';
import type {
  HandlerCall,
  InheritRules,
  LogLevel,
  LogLevelName,
  LogLine,
  MachineView,
  MutationView,
  RejectionReason,
  Selection,
  TraceContext,
  Tracer,
  TransitionView,
} from '../../tracer/index.js';
import { EVENT_RECORD } from '../../semconv.js';
import { carriesThrown, noteRejection, StateOrder, systemClock } from '../shared/index.js';
import type { Clock } from '../shared/index.js';
import { ChangeLines } from './change-lines.js';
import type { LineFacts } from './change-lines.js';
import { HandlerTimes } from './handler-times.js';
import { readsLikeError } from './line-text.js';
import { errorAttributes, handlerAttributes, lineAttributes, rejectionAttributes } from './log-attributes.js';
import { bodyOf, isWanted, knownChange, machineLogs, saysNoMore } from './machine-logs.js';
import type { MachineLogs } from './machine-logs.js';
import type { LineWriter } from './line-writer.js';
import { ERROR, mapped, severityOf, WARNING } from './severity.js';
import type { Severity, SeverityMap } from './severity.js';

/** Settings of {@link LogTracer}. */
export interface LogTracerOptions {
  /** @default the name of the sink */
  readonly id?: string | undefined;
  /** Whether submachines inherit this tracer, or which of them do. @default true: those marked `@Parent` */
  readonly inherit?: boolean | InheritRules | undefined;
  /** Highest level of lines, for classes whose mark names none. @default 'changes' */
  readonly level?: LogLevelName | undefined;
  /** Severities in place of those of levels, errors and warnings. */
  readonly severityMap?: SeverityMap | undefined;
  /** Stacks of errors in the text too, as the reference has them. @default false: only in `exception.stacktrace` */
  readonly stackInBody?: boolean | undefined;
  /**
   * Records of exceptions are events named `asyncmachine.transition.exception`, and of errors the program added itself warnings
   * (telemetry specification §1.15).
   * @default false: lines like others, all of them errors
   */
  readonly namesExceptions?: boolean | undefined;
  /** What lines outside any transition belong to, as told by the traces. @default nothing */
  readonly contextOf?: ((machine: MachineView) => TraceContext | undefined) | undefined;
  /** Hands over what the sink still holds; must not reject. */
  readonly flush?: (() => Promise<void>) | undefined;
  /** Hands that over and ends the sink; must not reject. @default `flush`: the sink is somebody else's */
  readonly shutdown?: (() => Promise<void>) | undefined;
  /** @default the clock of the process */
  readonly clock?: Clock | undefined;
}

/**
 * Turns the lines of machines into records with the identity of the transition they belong to, for any sink of logs.
 *
 * A handler with a mark of its own gets a line per call, with its outcome and how long it took, when its promise has
 * ended. What was refused before it became a transition is a warning.
 */
export class LogTracer implements Tracer {
  readonly id: string;
  readonly signal = 'logged';
  readonly inheritable: boolean | InheritRules;
  readonly #options: LogTracerOptions;
  readonly #writer: LineWriter;
  readonly #level: LogLevel;
  readonly #machines = new WeakMap<MachineView, MachineLogs>();
  readonly #times: HandlerTimes;
  #highest: LogLevel;
  /** Some class bound so far has a handler with a mark of its own. */
  #anyHandler = false;

  constructor(name: string, writer: LineWriter, options: LogTracerOptions) {
    this.id = options.id ?? name;
    this.inheritable = options.inherit ?? true;
    this.#options = options;
    this.#writer = writer;
    this.#level = LOG_LEVELS[options.level ?? 'changes'];
    this.#highest = this.#level;
    this.#times = new HandlerTimes(options.clock ?? systemClock);
  }

  /** The highest level any machine bound so far asks for. */
  get logLevel(): LogLevel {
    return this.#highest;
  }

  machineInit(machine: MachineView, selection: Selection): void {
    const logs = machineLogs(machine, selection, this.#level);
    this.#machines.set(machine, logs);
    this.#anyHandler ||= selection.anyHandler;
    if (logs.isWhole && logs.level > this.#highest) this.#highest = logs.level;
  }

  /** Whether it logs the machine as a whole, its errors among the rest. */
  logs(machine: MachineView): boolean {
    return this.#machines.get(machine)?.isWhole === true;
  }

  machineDetach(machine: MachineView): void {
    this.#machines.delete(machine);
  }

  schemaChange(machine: MachineView): void {
    this.#of(machine).changes = ChangeLines.of(machine);
  }

  log(line: LogLine): void {
    const machine = this.#of(line.machine);
    if (!machine.isWhole) return;
    const known = knownChange(machine, line);
    if (known !== undefined && this.#writer.writeChange !== undefined && saysNoMore(machine, line)) {
      this.#logChange(machine, line, known);
    } else {
      const isError = line.isError || readsLikeError(line.text);
      this.#logLine(machine, isError === line.isError ? line : { ...line, isError }, known);
    }
  }

  mutationRejected(machine: MachineView, mutation: MutationView, reason: RejectionReason): void {
    const own = this.#of(machine);
    if (!own.isWhole) return;
    const severity = this.#mapped(WARNING);
    const context = machine.transition()?.traceContext ?? this.#contextOf(machine);
    if (!this.#writer.wants(severity, context)) return;
    const body = `[rejected] ${StateOrder.of(machine).mutationText(mutation.type, mutation.called)} (${reason})`;
    this.#writer.write(severity, context, body, rejectionAttributes(own, reason));
  }

  /** An error that was put into the machine gets one record, be there a line about it or not. */
  transitionEnd(transition: TransitionView): void {
    const { error } = transition;
    // To ask for the mutation makes it.
    if (error === undefined || transition.mutation.check) return;
    const { machine } = transition;
    const own = this.#of(machine);
    if (!own.isWhole || own.reported === transition.id) return;
    const severity = this.#mapped(this.#severityOfError({ error, transition }));
    const context = transition.traceContext ?? this.#contextOf(machine);
    if (!this.#writer.wants(severity, context)) return;
    const body = `[error] ${own.redaction.error(error, transition).message}`;
    this.#writer.write(severity, context, body, errorAttributes(own, transition), this.#eventName(true));
  }

  handlerStart(call: HandlerCall): void {
    if (this.#anyHandler && this.#markOf(call)) this.#times.start(call);
  }

  handlerEnd(call: HandlerCall): void {
    if (this.#anyHandler && !call.pending) this.#handlerLine(call, call.outcome);
  }

  handlerSettled(call: HandlerCall): void {
    noteRejection(call);
    if (this.#anyHandler) this.#handlerLine(call, call.settled ?? 'ok');
  }

  async flush(): Promise<void> {
    await this.#options.flush?.();
  }

  async shutdown(): Promise<void> {
    const { flush, shutdown = flush } = this.#options;
    await shutdown?.();
  }

  #logChange(machine: MachineLogs, line: LogLine, known: LineFacts): void {
    const { transition } = line;
    if (transition === undefined || !isWanted(machine, line)) return;
    const severity = this.#mapped(severityOf(line.level));
    const context = transition.traceContext ?? this.#contextOf(line.machine);
    if (this.#writer.wants(severity, context)) {
      this.#writer.writeChange?.(severity, context, machine, transition.id, known);
    }
  }

  #logLine(machine: MachineLogs, line: LogLine, known: LineFacts | undefined): void {
    if (!isWanted(machine, line)) return;
    const isException = line.isError && line.error !== undefined;
    // Another error than that of the transition is one of those who handle it.
    if (isException && line.error === line.transition?.error) machine.reported = line.transition.id;
    const severity = this.#mapped(line.isError ? this.#severityOfError(line) : severityOf(line.level));
    const context = line.handler?.traceContext ?? line.transition?.traceContext ?? this.#contextOf(line.machine);
    if (!this.#writer.wants(severity, context)) return;
    const body = bodyOf(machine.redaction, line, this.#options.stackInBody);
    this.#writer.write(severity, context, body, lineAttributes(machine, line, known), this.#eventName(isException));
  }

  #handlerLine(call: HandlerCall, outcome: string): void {
    const mark = this.#markOf(call);
    if (mark === undefined || mark === false) return;
    const name = typeof mark['name'] === 'string' ? mark['name'] : call.name;
    const subject = this.#of(call.transition.machine);
    const durationMs = this.#times.end(call) ?? 0;
    const severity = this.#mapped(severityOfOutcome(outcome));
    const context = call.traceContext ?? call.transition.traceContext ?? this.#contextOf(call.transition.machine);
    if (!this.#writer.wants(severity, context)) return;
    const body = `[handler] ${name} ${outcome} in ${durationMs.toFixed(3)} ms`;
    this.#writer.write(severity, context, body, handlerAttributes(subject, call, mark, outcome, durationMs));
  }

  #markOf(call: HandlerCall): ReturnType<Selection['handler']> {
    return this.#of(call.transition.machine).selection.handler(call.name);
  }

  /** A machine whose `machineInit` was never seen is logged as a whole. */
  #of(machine: MachineView): MachineLogs {
    return this.#machines.get(machine) ?? machineLogs(machine, SELECT_ALL, this.#level);
  }

  #severityOfError({ error, transition }: Pick<LogLine, 'error' | 'transition'>): Severity {
    if (this.#options.namesExceptions !== true || transition === undefined) return ERROR;
    return error !== undefined && error === transition.error && !carriesThrown(transition) ? WARNING : ERROR;
  }

  #eventName(isException: boolean): string | undefined {
    return isException && this.#options.namesExceptions === true ? EVENT_RECORD.exception : undefined;
  }

  #mapped(severity: Severity): Severity {
    const { severityMap } = this.#options;
    return severityMap === undefined ? severity : mapped(severity, severityMap);
  }

  /** What a line outside any transition belongs to. */
  #contextOf(machine: MachineView): TraceContext | undefined {
    return this.#options.contextOf?.(machine);
  }
}

function severityOfOutcome(outcome: string): Severity {
  if (outcome === 'error' || outcome === 'timeout') return ERROR;
  return outcome === 'rejected' ? WARNING : severityOf(LOG_LEVELS.changes);
}
