import { gobTime } from '../../exporters/dbg/index.js';
import type { SchemaMessage, StateMessage, StepMessage, TransitionMessage } from '../../exporters/dbg/index.js';
import type { MachineEvent, RecordedState, RecordedStep, TransitionEvent } from '../model/index.js';
import { MUTATIONS, RELATION_STEP, RELATIONS } from './from-message.js';

const UNNAMED = /^\[(\d+)\]$/;

/** The message that says the same. */
export function schemaMessageOf(event: MachineEvent): SchemaMessage {
  const { groups } = event;
  return {
    id: event.machine,
    statesIndex: event.states.map(({ name }) => name),
    states: new Map(event.states.map((state) => [state.name, stateMessage(state)])),
    groups: groups && new Map(groups.map(({ name, states }) => [name, states])),
    groupsOrder: (groups ?? []).filter(({ isHidden }) => isHidden !== true).map(({ name }) => name),
    parent: event.parent ?? '',
    tags: event.tags,
  };
}

/** How {@link transitionMessageOf} says it. */
export interface MessageForm {
  /** With the time of arrival, as dumps and what debuggers forward have it; machines send none. */
  readonly hasTime: boolean;
}

/**
 * The message that says the same, in the form machines send.
 * @param indexes of the machine's states by name
 */
export function transitionMessageOf(
  event: TransitionEvent,
  indexes: ReadonlyMap<string, number>,
  { hasTime }: MessageForm,
): TransitionMessage {
  const { args } = event;
  return {
    machineId: event.machine,
    id: event.id,
    clocks: event.clocks,
    queueTick: event.queueTick,
    mutQueueToken: event.token,
    mutQueueTick: event.runsAt,
    type: MUTATIONS.indexOf(event.type),
    calledStates: [],
    calledStatesIdxs: event.called.flatMap((name) => indexOf(name, indexes) ?? []),
    steps: event.steps.map(stepMessage),
    logEntries: event.lines,
    preLogEntries: event.linesBefore,
    queue: event.queueLength,
    time: hasTime ? gobTime(event.at) : undefined,
    isAuto: event.auto,
    accepted: event.accepted,
    isCheck: event.check,
    isQueued: event.queued,
    args: args && new Map(Object.entries(args)),
    queueDump: [],
    stackTrace: event.stack ?? '',
  };
}

function indexOf(name: string, indexes: ReadonlyMap<string, number>): number | undefined {
  const known = indexes.get(name);
  if (known !== undefined) return known;
  const [, unknown] = UNNAMED.exec(name) ?? [];
  return unknown === undefined ? undefined : Number(unknown);
}

function stateMessage(state: RecordedState): StateMessage {
  return {
    auto: state.auto ?? false,
    multi: state.multi ?? false,
    require: state.require ?? [],
    add: state.add ?? [],
    remove: state.remove ?? [],
    after: state.after ?? [],
    tags: state.tags ?? [],
  };
}

/** With -1 as the index of no state and 0 of any, as the reference sends it. */
function stepMessage({ type, relation, from, to, isFinal, isSelf, isEnter }: RecordedStep): StepMessage {
  return {
    type,
    relType: type === RELATION_STEP && relation !== undefined ? RELATIONS.indexOf(relation) : 0,
    isFinal: isFinal ?? false,
    isSelf: isSelf ?? false,
    isEnter: isEnter ?? false,
    fromState: from ?? '',
    fromStateIdx: from === undefined ? -1 : 0,
    toState: to ?? '',
    toStateIdx: to === undefined ? -1 : 0,
    data: undefined,
  };
}
