import { LABEL } from './semconv.js';

/** A metric family: its Prometheus name, type and help, and the labels it has besides `machine_class`. */
export interface MetricFamily {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly unit: string;
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds of a histogram, in its unit. @default {@link DURATION_BUCKETS_S} */
  readonly buckets?: readonly number[];
  /** What the same series of several sources make together. @default 'sum' */
  readonly merge?: 'sum' | 'max';
}

/** 5 µs to 10 s in steps of 1-2.5-5, in seconds (telemetry specification §3.6). */
export const DURATION_BUCKETS_S: readonly number[] = [
  5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 1e-2, 2.5e-2, 5e-2, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** 5 ms to 10 s, the usual bounds of durations of requests, in seconds. */
export const EXPORT_BUCKETS_S: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** 1 to 100, for what transitions consist of: ticks, steps, handlers, states. */
export const COUNT_BUCKETS: readonly number[] = [1, 2, 3, 5, 8, 13, 21, 50, 100];

/** 1 ms to 7 days, for how long states last, in seconds. */
export const DWELL_BUCKETS_S: readonly number[] = [
  0.001, 0.01, 0.1, 1, 10, 60, 300, 900, 3600, 14_400, 43_200, 86_400, 259_200, 604_800,
];

/** The labelled metric families (telemetry specification §3.6). */
export const METRIC = {
  transitions: {
    name: 'asyncmachine_transitions_total',
    type: 'counter',
    unit: '{transition}',
    help: 'Transitions that ran, canceled and check transitions included.',
    labels: [LABEL.mutation, LABEL.result, LABEL.auto, LABEL.check, LABEL.errorType],
  },
  transitionDuration: {
    name: 'asyncmachine_transition_duration_seconds',
    type: 'histogram',
    unit: 's',
    help: 'Time a transition took, its synchronous handlers included.',
    labels: [LABEL.mutation, LABEL.result, LABEL.auto, LABEL.errorType],
  },
  queueWait: {
    name: 'asyncmachine_transition_queue_wait_seconds',
    type: 'histogram',
    unit: 's',
    help: 'Time a mutation waited in the queue before its transition; 0 for one that ran at once.',
    labels: [],
  },
  transitionTicks: {
    name: 'asyncmachine_transition_ticks',
    type: 'histogram',
    unit: '{tick}',
    help: 'Ticks of the clocks of states in a transition that was executed.',
    labels: [],
    buckets: COUNT_BUCKETS,
  },
  transitionSteps: {
    name: 'asyncmachine_transition_steps',
    type: 'histogram',
    unit: '{step}',
    help: 'Steps it took to work out a transition that was executed, its handlers included.',
    labels: [],
    buckets: COUNT_BUCKETS,
  },
  transitionHandlers: {
    name: 'asyncmachine_transition_handlers',
    type: 'histogram',
    unit: '{handler}',
    help: 'Handlers called in a transition that was executed.',
    labels: [],
    buckets: COUNT_BUCKETS,
  },
  transitionStates: {
    name: 'asyncmachine_transition_states',
    type: 'histogram',
    unit: '{state}',
    help: 'States that a transition that was executed added (entered again as well), removed, or had to look at.',
    labels: [LABEL.change],
    buckets: COUNT_BUCKETS,
  },
  handlerDuration: {
    name: 'asyncmachine_handler_duration_seconds',
    type: 'histogram',
    unit: 's',
    help: 'Time a handler took, to the end of its promise when it returned one.',
    labels: [LABEL.handler, LABEL.phase, LABEL.outcome],
  },
  queueLength: {
    name: 'asyncmachine_queue_length',
    type: 'gauge',
    unit: '{mutation}',
    help: 'Mutations waiting in the queues of the machines of a class.',
    labels: [],
  },
  rejections: {
    name: 'asyncmachine_rejections_total',
    type: 'counter',
    unit: '{mutation}',
    help: 'Mutations that were refused, by reason and by the handler or state that refused them.',
    labels: [LABEL.reason, LABEL.by],
  },
  exceptions: {
    name: 'asyncmachine_exceptions_total',
    type: 'counter',
    unit: '{exception}',
    help: 'Errors that activated the Exception state.',
    labels: [LABEL.errorType],
  },
  machineCount: {
    name: 'asyncmachine_machine_count',
    type: 'gauge',
    unit: '{machine}',
    help: 'Machines alive and metered.',
    labels: [],
  },
  machineTicks: {
    name: 'asyncmachine_machine_ticks_total',
    type: 'counter',
    unit: '{tick}',
    help: 'Ticks of the clocks of all states of the machines of a class.',
    labels: [],
  },
  machineStates: {
    name: 'asyncmachine_machine_states',
    type: 'gauge',
    unit: '{state}',
    help: 'States that a machine of the class has, Exception among them.',
    labels: [],
    merge: 'max',
  },
  machineRelations: {
    name: 'asyncmachine_machine_relations',
    type: 'gauge',
    unit: '{relation}',
    help: 'Lists of relations that the schema of a machine of the class declares.',
    labels: [],
    merge: 'max',
  },
  machineRelationRefs: {
    name: 'asyncmachine_machine_relation_refs',
    type: 'gauge',
    unit: '{state}',
    help: 'States that the relations of a machine of the class name.',
    labels: [],
    merge: 'max',
  },
  statesActive: {
    name: 'asyncmachine_states_active',
    type: 'gauge',
    unit: '{state}',
    help: 'Active states, summed over the machines of a class.',
    labels: [],
  },
  statesInactive: {
    name: 'asyncmachine_states_inactive',
    type: 'gauge',
    unit: '{state}',
    help: 'Inactive states, summed over the machines of a class.',
    labels: [],
  },
  stateStatus: {
    name: 'asyncmachine_state_status',
    type: 'gauge',
    unit: '{machine}',
    help: 'Machines that are in a state now: 0 or 1 for each.',
    labels: [LABEL.state],
  },
  stateActivations: {
    name: 'asyncmachine_state_activations_total',
    type: 'counter',
    unit: '{activation}',
    help: 'Activations of a state, entering it again included.',
    labels: [LABEL.state],
  },
  stateDuration: {
    name: 'asyncmachine_state_duration_seconds',
    type: 'histogram',
    unit: 's',
    help: 'Time from the activation of a state to its end, or to its next one when it is entered again.',
    labels: [LABEL.state],
    buckets: DWELL_BUCKETS_S,
  },
  stateOldest: {
    name: 'asyncmachine_state_oldest_seconds',
    type: 'gauge',
    unit: 's',
    help: 'Age of the oldest activation of a state that has not ended; 0 without any.',
    labels: [LABEL.state],
    merge: 'max',
  },
  exporterDropped: {
    name: 'asyncmachine_exporter_dropped_total',
    type: 'counter',
    unit: '{record}',
    help: 'Telemetry records that were dropped instead of exported.',
    labels: [LABEL.signal, LABEL.reason],
  },
  exporterErrors: {
    name: 'asyncmachine_exporter_errors_total',
    type: 'counter',
    unit: '{error}',
    help: 'Errors of exporters and tracers that were caught.',
    labels: [LABEL.signal],
  },
} as const satisfies Record<string, MetricFamily>;

/** Names of the instruments in OpenTelemetry; the names of the families are what Prometheus makes of them. */
export const INSTRUMENT = {
  transitions: 'asyncmachine.transitions',
  transitionDuration: 'asyncmachine.transition.duration',
  queueWait: 'asyncmachine.transition.queue_wait',
  transitionTicks: 'asyncmachine.transition.ticks',
  transitionSteps: 'asyncmachine.transition.steps',
  transitionHandlers: 'asyncmachine.transition.handlers',
  transitionStates: 'asyncmachine.transition.states',
  handlerDuration: 'asyncmachine.handler.duration',
  queueLength: 'asyncmachine.queue.length',
  rejections: 'asyncmachine.rejections',
  exceptions: 'asyncmachine.exceptions',
  machineCount: 'asyncmachine.machine.count',
  machineTicks: 'asyncmachine.machine.ticks',
  machineStates: 'asyncmachine.machine.states',
  machineRelations: 'asyncmachine.machine.relations',
  machineRelationRefs: 'asyncmachine.machine.relation_refs',
  statesActive: 'asyncmachine.states.active',
  statesInactive: 'asyncmachine.states.inactive',
  stateStatus: 'asyncmachine.state.status',
  stateActivations: 'asyncmachine.state.activations',
  stateDuration: 'asyncmachine.state.duration',
  stateOldest: 'asyncmachine.state.oldest',
  exporterDropped: 'asyncmachine.exporter.dropped',
  exporterErrors: 'asyncmachine.exporter.errors',
} as const satisfies Record<keyof typeof METRIC, string>;
