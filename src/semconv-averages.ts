/** A gauge of the reference: `am_<name>_<id>` of one machine, averaged over the transitions between two scrapes (§3.1). */
export interface AveragedMetric {
  readonly name: string;
  readonly help: string;
}

/** The fifteen averaged gauges, without the normalised id of the machine that follows each name (telemetry specification §3.1). */
export const AVERAGED_METRIC = {
  states: { name: 'am_states', help: 'Number of registered states' },
  relations: { name: 'am_relations', help: 'Number of relations of all states' },
  refStates: { name: 'am_ref_states', help: 'Number of states referenced by relations' },
  queueSize: { name: 'am_queue_size', help: 'Average length of the queue' },
  txTicks: { name: 'am_tx_ticks', help: 'Average machine time taken (ticks)' },
  exceptions: { name: 'am_exceptions', help: 'Number of transitions with an exception' },
  transitions: { name: 'am_transitions', help: 'Number of transitions' },
  statesAdded: { name: 'am_states_added', help: 'Average number of states added' },
  statesRemoved: { name: 'am_states_removed', help: 'Average number of states removed' },
  statesTouched: { name: 'am_states_touched', help: 'Average number of states touched' },
  steps: { name: 'am_steps', help: 'Average number of steps per transition' },
  handlers: { name: 'am_handlers', help: 'Average number of handlers per transition' },
  txTime: { name: 'am_tx_time', help: 'Average time of a transition (µs)' },
  statesActive: { name: 'am_states_active', help: 'Average number of active states' },
  statesInactive: { name: 'am_states_inactive', help: 'Average number of inactive states' },
} as const satisfies Record<string, AveragedMetric>;

/** Activations of one state of one machine between two scrapes: the state and the normalised id of the machine follow. */
export const STATE_ADDED_METRIC: AveragedMetric = { name: 'am_state_added', help: 'Number of activations of a state' };
