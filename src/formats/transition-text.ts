import { ANY, STEP } from '../engine/index.js';
import type { Step, TransitionView } from '../tracer/index.js';
import { mutationText } from './machine-text.js';

/** What the bits of a step's type mean (machine specification §1). */
const TYPES = /* @__PURE__ */ typesByBit();

/**
 * A step as text, names in bold: `called **A**`, `**A** require **B**`, `handler **A****A**` (machine specification §5.10). A handler
 * of two states reads `after`, as in the reference (Q24).
 * @param stateNames state names in index order
 */
export function stepText(step: Step, stateNames: readonly string[]): string {
  const name = (state: number): string => `**${state === ANY ? 'Any' : (stateNames[state] ?? `unknown${state}`)}**`;
  const { type, from, to, relation } = step;
  const states = [from, to].filter((state) => state !== -1).map(name);
  if (relation !== undefined) return states.join(` ${relation} `);
  const isHandler = TYPES[type] === 'handler';
  if (isHandler && step.isSelf === true) return `handler ${states.join('')}${states.join('')}`;
  return `${TYPES[type] ?? 'unknown'} ${states.join(' after ')}${isHandler ? suffixOf(step) : ''}`;
}

/**
 * A transition as text: its id, its mutation with names in index order, where it came from, and its steps as far as they were
 * recorded (machine specification §5.10).
 */
export function transitionText(transition: TransitionView): string {
  const { id, mutation, machine, steps = [] } = transition;
  const { source } = mutation;
  const lines = [`tx#${id}`, mutationText(mutation, machine.stateNames)];
  if (source !== undefined) {
    const { machineId, transitionId, machineTime } = source;
    lines.push(`source: [${transitionId}](${machineId}/${transitionId}/t${machineTime})`);
  }
  return [...lines, ...steps.map((step) => `- ${stepText(step, machine.stateNames)}`)].join('\n');
}

function suffixOf({ isFinal = false, isEnter = false }: Step): string {
  if (isFinal) return isEnter ? 'State' : 'End';
  return isEnter ? 'Enter' : 'Exit';
}

function typesByBit(): Readonly<Record<number, string>> {
  return {
    [STEP.relation]: 'rel',
    [STEP.handler]: 'handler',
    [STEP.activate]: 'activate',
    [STEP.deactivate]: 'deactivate',
    [STEP.deactivatePassive]: 'deactivate-passive',
    [STEP.called]: 'called',
    [STEP.cancel]: 'cancel',
  };
}
