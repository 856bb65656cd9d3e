import { SELECT_ALL } from '../../tracer/index.js';
import type { TransitionView } from '../../tracer/index.js';
import { ATTR } from '../../semconv.js';
import { EXCEPTION, Redaction } from '../shared/index.js';
import { addLogArgs } from './attributes.js';
import type { Attributes } from './attributes.js';
import { statesDiff } from './transition-attributes.js';

/** The reference has no marks, but what is wrapped as a secret is one everywhere. */
const UNMARKED = Redaction.of(SELECT_ALL);

/** Whether the target of a transition has `Exception`, be it new or not. */
export function isMarked({ target }: TransitionView): boolean {
  return target.includes(EXCEPTION);
}

/** Attributes from the start of a transition (telemetry specification §1.3). */
export function initialAttributes(transition: TransitionView, id: string, name: string, withArgs: boolean): Attributes {
  const attributes: Attributes = {};
  attributes[ATTR.txId] = id;
  attributes[ATTR.timeBefore] = transition.sumBefore;
  attributes[ATTR.mutation] = name;
  if (transition.error !== undefined && isMarked(transition)) {
    attributes[ATTR.error] = UNMARKED.error(transition.error, transition).message;
  }
  if (withArgs) addLogArgs(attributes, UNMARKED, transition);
  return attributes;
}

/** Attributes from the instant at which the states had changed. */
export function finalAttributes(
  transition: TransitionView,
  added: readonly string[],
  removed: readonly string[],
): Attributes {
  const attributes: Attributes = {};
  attributes[ATTR.statesDiff] = statesDiff(added, removed);
  attributes[ATTR.timeAfter] = transition.sumAfter;
  attributes[ATTR.accepted] = transition.accepted;
  attributes[ATTR.auto] = transition.mutation.auto;
  attributes[ATTR.stepsCount] = transition.steps?.length ?? 0;
  return attributes;
}
