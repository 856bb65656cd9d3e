import { Machine, eventSource, exceptionHandlers } from 'statescope';
import type { AnyMachine, EventSource, LogLevel, MachineEvent, MachineView } from 'statescope';
import {
  referenceEnvironment,
  referenceParent,
  wantsReferenceTraces,
} from '../../src/by-hand/reference-environment.js';
import { ReferenceLogs } from '../../src/exporters/otel-logs/index.js';
import { ReferenceTraces, SdkSink } from '../../src/exporters/otel-traces/index.js';
import type { ReferenceTracesOptions } from '../../src/exporters/otel-traces/index.js';
import { allHandlers } from './all-handlers.js';
import { OtelBindingTracer } from './otel-bindings.js';
import type { OtelBinding, OtelCase, OtelMachineCase, OtelOp, OtelOutcome } from './otel-case.js';
import { otelDifferenceOf } from './otel-compare.js';
import { OtelRecorder } from './otel-recorder.js';

/** Replays one golden case of traces and logs. The first difference, or undefined. */
export async function replayOtelCase(golden: OtelCase): Promise<string | undefined> {
  const run = new Run(golden);
  return otelDifferenceOf(golden.expect, await run.play());
}

/** A machine that was made, and what belongs to it. */
interface Made {
  readonly machine: AnyMachine;
  readonly transitionIds: string[];
  logs: ReferenceLogs | undefined;
}

class Run {
  readonly #golden: OtelCase;
  readonly #recorder = new OtelRecorder();
  readonly #sink = new SdkSink({ tracer: this.#recorder.tracer, activeContext: false });
  readonly #made = new Map<string, Made>();
  readonly #environment: Record<string, string>;
  /** The newest comes last. */
  readonly #tracers: ReferenceTraces[] = [];
  #hookRuns: number;
  #panics: number;

  constructor(golden: OtelCase) {
    this.#golden = golden;
    this.#environment = { ...golden.env };
    this.#hookRuns = golden.limits?.hookRuns ?? 0;
    this.#panics = golden.limits?.panics ?? 0;
    if (golden.tracer !== undefined) {
      const { rootSpan, allowStatesRe, skipStatesRe, ...options } = golden.tracer;
      const root =
        rootSpan === true ? this.#sink.start({ name: 'root', parent: undefined, timeMs: Date.now() }) : undefined;
      root?.end({ timeMs: Date.now() });
      this.#makeTracer({
        ...options,
        rootSpan: root?.context,
        allowStatesRe: allowStatesRe === undefined ? undefined : new RegExp(allowStatesRe),
        skipStatesRe: skipStatesRe === undefined ? undefined : new RegExp(skipStatesRe),
      });
    }
  }

  async play(): Promise<OtelOutcome> {
    const results: unknown[] = [];
    for (const op of this.#golden.ops) {
      const result = this.#call(op, undefined);
      results.push(result instanceof Promise ? await result : result);
    }
    const { AM_OTEL_TRACE_ID: traceId, AM_OTEL_SPAN_ID: spanId } = this.#environment;
    const { env = {} } = this.#golden;
    return {
      results,
      scope: this.#recorder.scopes.join(),
      resource: this.#recorder.resource,
      envAfter: {
        AM_OTEL_SPAN_ID: spanId === env['AM_OTEL_SPAN_ID'] ? 'unchanged' : this.#recorder.indexOf(spanId),
        AM_OTEL_TRACE_ID: traceId === env['AM_OTEL_TRACE_ID'] ? 'unchanged' : this.#recorder.traceOf(traceId),
      },
      spans: this.#recorder.spans(),
      logs: this.#recorder.logRecords(),
    };
  }

  #makeTracer(options: Omit<ReferenceTracesOptions, 'sink'>): ReferenceTraces {
    const log = (view: MachineView, line: string): void => {
      for (const { machine } of this.#made.values()) if (machine.view === view) machine.log(line);
    };
    const tracer = new ReferenceTraces({ ...options, sink: this.#sink, log });
    this.#tracers.push(tracer);
    return tracer;
  }

  /** What the op returned: a result, `throws` or `error`; null for nothing. */
  #call(op: OtelOp, event: MachineEvent | undefined): unknown {
    const key = op.mach ?? '';
    if (op.op === 'new') return this.#new(key);
    if (op.op === 'disposeTracer') {
      this.#tracers.at(-1)?.dispose();
      return null;
    }
    if (op.op === 'repeat') {
      for (let i = 0; i < (op.times ?? 0); i++) for (const inner of op.ops ?? []) this.#call(inner, event);
      return null;
    }
    const made = this.#made.get(key);
    if (made === undefined) return null;
    if (op.op in MUTATIONS) {
      const source = op.op.startsWith('ev') ? this.#source(op, event) : undefined;
      return MUTATIONS[op.op]?.(made.machine, op, source);
    }
    return this.#manage(made, op);
  }

  #manage(made: Made, op: OtelOp): unknown {
    const { machine } = made;
    switch (op.op) {
      case 'bindTracer':
        this.#bindLate(machine, this.#tracers.at(-1), op.init !== false);
        return null;
      case 'detachTracer': {
        const bound = machine.tracers.find((tracer) => tracer instanceof OtelBindingTracer);
        return bound !== undefined && machine.detachTracer(bound.id) ? null : 'error';
      }
      case 'bindEnv':
        return this.#bindEnvironment(machine);
      case 'bindLogger':
        this.#bindLogger(made, op);
        return null;
      case 'logLevel':
        machine.setLogLevel((op.level ?? 0) as LogLevel);
        return null;
      case 'log':
        machine.log(op.text ?? '');
        return null;
      case 'dispose':
        return machine.dispose().then(() => null);
      default:
        throw new Error(`unknown op ${op.op}`);
    }
  }

  #new(key: string): null {
    const golden = this.#golden.machines[key];
    if (golden === undefined || this.#made.get(key)?.machine.isDisposed === false) return null;
    const parent = golden.parent === undefined ? undefined : this.#made.get(golden.parent)?.machine;
    const transitionIds: string[] = [];
    const tracer = golden.tracer === true ? this.#tracers.at(-1) : undefined;
    const isHeir = parent?.tracers.some((bound) => bound instanceof OtelBindingTracer) === true;
    let isMade = false;
    const machine: AnyMachine = new (Machine.of(golden.schema))({
      id: golden.id ?? key,
      ...(parent !== undefined && { parent }),
      ...(golden.tags !== undefined && { tags: golden.tags }),
      ...(golden.queueLimit !== undefined && { queueLimit: golden.queueLimit }),
      ...(golden.logArgs !== undefined && { logArgs: golden.logArgs }),
      ...(this.#golden.theme === 'go-parity' && { parity: 'go' as const }),
      get steps() {
        return isMade && golden.steps === true;
      },
      tracers: [
        { id: 'ids', inheritable: false, transitionInit: (transition) => transitionIds.push(transition.id) },
        ...(tracer !== undefined && !isHeir ? [new OtelBindingTracer(tracer)] : []),
      ],
    });
    this.#made.set(key, { machine, transitionIds, logs: undefined });
    // Steps are asked for once the machine is there; the engine looks again when somebody begins to watch.
    isMade = true;
    if (golden.steps === true) machine.bindTracer({ id: 'steps', inheritable: false, queueEnd: () => undefined });
    // In the reference a submachine inherits before the tracers of its options are told of it.
    if (tracer !== undefined && isHeir) machine.bindTracer(new OtelBindingTracer(tracer));
    if (golden.names !== undefined) machine.verifyStates(golden.names);
    golden.bindings?.forEach((binding, i) => {
      machine.bindHandlers(this.#handlers(machine, golden, binding), { id: `H${String(i)}` });
    });
    return null;
  }

  #bindLate(machine: AnyMachine, tracer: ReferenceTraces | undefined, isToldOf: boolean): void {
    if (tracer === undefined) return;
    const binding = new OtelBindingTracer(tracer, machine.view, isToldOf);
    machine.bindTracer(binding);
    binding.join(machine.view);
  }

  #bindEnvironment(machine: AnyMachine): null | 'error' {
    const environment = this.#environment;
    if (machine.parent !== undefined || !wantsReferenceTraces(environment)) return null;
    let endRoot = (): void => undefined;
    if (referenceParent(environment) === undefined) {
      const root = this.#sink.start({ name: 'root', parent: undefined, timeMs: Date.now() });
      environment['AM_OTEL_TRACE_ID'] = root.context.traceId;
      environment['AM_OTEL_SPAN_ID'] = root.context.spanId;
      endRoot = () => {
        root.end({ timeMs: Date.now() });
      };
    }
    try {
      const tracer = this.#makeTracer(referenceEnvironment(environment));
      endRoot();
      this.#bindLate(machine, tracer, true);
      void machine.whenDisposed().then(() => {
        tracer.dispose();
      });
    } catch {
      return 'error';
    }
    return null;
  }

  #bindLogger(made: Made, { level = 0, service }: OtelOp): void {
    const { machine } = made;
    if (made.logs !== undefined) machine.detachTracer(made.logs.id);
    const contextOf = (view: MachineView) =>
      this.#tracers.map((tracer) => tracer.contextOf(view)).find((context) => context !== undefined);
    made.logs = new ReferenceLogs({ provider: this.#recorder.logs, service, contextOf });
    machine.bindTracer(made.logs);
    machine.setLogLevel(level as LogLevel);
  }

  #source({ srcMach, srcTx = 0 }: OtelOp, event: MachineEvent | undefined): EventSource | undefined {
    if (srcMach === undefined) return event;
    const made = this.#made.get(srcMach);
    return made && eventSource(made.machine.id, made.transitionIds.at(srcTx) ?? '');
  }

  #handlers(machine: AnyMachine, golden: OtelMachineCase, binding: OtelBinding): object {
    const names = binding.handlers === 'all' ? allHandlers(machine.stateNames) : (binding.handlers ?? []);
    const handlers: Record<string, (event: MachineEvent) => boolean> = {};
    for (const name of names) {
      handlers[name] = (event) => {
        this.#runHook(golden, name, event);
        const throws = golden.panic?.includes(name) === true && this.#panics > 0;
        if (throws && !event.mutation.called.includes('Exception')) {
          this.#panics--;
          throw new Error('boom');
        }
        return binding.reject?.includes(name) !== true;
      };
    }
    if (binding.exceptionHandler !== true) return handlers;
    const own = handlers['ExceptionState'];
    handlers['ExceptionState'] = (event) => {
      exceptionHandlers.ExceptionState(event);
      return own?.(event) ?? true;
    };
    return handlers;
  }

  #runHook(golden: OtelMachineCase, name: string, event: MachineEvent): void {
    const ops = golden.hooks?.[name];
    if (ops === undefined || this.#hookRuns === 0) return;
    this.#hookRuns--;
    for (const op of ops) this.#call(op, event);
  }
}

type Mutate = (machine: AnyMachine, op: OtelOp, source: EventSource | undefined) => unknown;

const add: Mutate = (machine, { states = [], args }, source) => attempt(() => machine.add(states, args, { source }));
const remove: Mutate = (machine, { states = [], args }, source) =>
  attempt(() => machine.remove(states, args, { source }));
const toggle: Mutate = (machine, { states = [], args }, source) =>
  attempt(() => machine.toggle(states, args, { source }));
const addErr: Mutate = (machine, { text = 'err', state, args }, source) =>
  attempt(() => machine.addErr(new Error(text), state, args, { source }));

const MUTATIONS: Readonly<Record<string, Mutate>> = {
  add,
  remove,
  toggle,
  addErr,
  evAdd: add,
  evRemove: remove,
  evToggle: toggle,
  evAddErr: addErr,
  set: (machine, { states = [], args }) => attempt(() => machine.set(states, args)),
  canAdd: (machine, { states = [], args }) => attempt(() => machine.canAdd(states, args)),
  canRemove: (machine, { states = [], args }) => attempt(() => machine.canRemove(states, args)),
};

function attempt(mutate: () => number): number | 'throws' {
  try {
    return mutate();
  } catch {
    return 'throws';
  }
}
