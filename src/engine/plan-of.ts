import type { Core } from './core.js';
import type { Mutation } from './mutation.js';
import { Plan } from './plan.js';

/** The plan of a mutation that was taken off the queue. */
export function planOf(core: Core, mutation: Mutation): Plan {
  if (mutation.auto) return autoPlanOf(core, mutation);
  const plan = core.node.plan(mutation.kind, mutation.indexes);
  return mutation.check ? checkPlanOf(core, mutation, plan) : plan;
}

function autoPlanOf({ node }: Core, { kind, indexes }: Mutation): Plan {
  const plan = node.autoPlan();
  return plan?.ask.called === indexes ? plan : new Plan(node, { type: kind, called: indexes, auto: true });
}

function checkPlanOf({ schema }: Core, { indexes }: Mutation, plan: Plan): Plan {
  return !plan.accepted && indexes.some((state) => schema.multi[state] === true) ? plan.lenient() : plan;
}
