const PATTERNS = {
  lifetime: /^mach:(\d+):.* lifetime$/,
  machine: /^mach:(\d+):/,
  group: /^(\d+):(states|transitions|submachines)$/,
  transition: /^!?(\d+): \[\w+\]/,
  state: /^(\d+):(.+)$/,
};

/**
 * The spans of a run as a tree: `problems` lists every departure from the documented shape (one tree per machine, no
 * orphan, no id twice, an outcome on every transition), `machines` the machine spans, `kindOf(span)` names the part a
 * span plays; a span that is no part of the tree itself, a handler's or the user's, is `inner`.
 */
export function readTree(spans) {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const parentOf = (span) => byId.get(span.parentSpanId);
  const problems = [...identity(spans, byId), ...uniqueness(spans)];
  for (const span of spans) {
    const problem = CHECKS[kindOf(span)](span, parentOf(span), parentOf);
    if (problem !== undefined) problems.push(`${span.name}: ${problem}`);
    if (BigInt(span.endTimeUnixNano) < BigInt(span.startTimeUnixNano))
      problems.push(`${span.name}: ends before it starts`);
    for (const link of span.links ?? []) {
      if (!byId.has(link.spanId)) problems.push(`${span.name}: links to ${link.spanId}, which is no span`);
    }
  }
  return { problems, parentOf, kindOf, ofKind: (kind) => spans.filter((span) => kindOf(span) === kind) };
}

/** The part a span plays in the tree, told by its name. */
function kindOf({ name }) {
  if (name === 'root') return 'root';
  return Object.keys(PATTERNS).find((kind) => PATTERNS[kind].test(name)) ?? 'inner';
}

const indexOf = (span) => PATTERNS[kindOf(span)]?.exec(span.name)?.[1];

function identity(spans, byId) {
  const problems = [];
  if (byId.size !== spans.length) problems.push(`${spans.length - byId.size} span ids are there twice`);
  const tops = new Map();
  for (const span of spans) {
    const top = (span.parentSpanId ?? '') === '';
    if (top) tops.set(span.traceId, (tops.get(span.traceId) ?? 0) + 1);
    else if (!byId.has(span.parentSpanId)) problems.push(`${span.name}: its parent ${span.parentSpanId} is missing`);
    else if (byId.get(span.parentSpanId).traceId !== span.traceId)
      problems.push(`${span.name}: its parent is in another trace`);
  }
  for (const trace of new Set(spans.map((span) => span.traceId))) {
    if (tops.get(trace) !== 1) problems.push(`trace ${trace} has ${tops.get(trace) ?? 0} spans without a parent`);
  }
  return problems;
}

function uniqueness(spans) {
  const counts = new Map();
  for (const span of spans) {
    const name = kindOf(span) === 'machine' ? `machine ${indexOf(span)}` : span.name;
    if (['machine', 'group'].includes(kindOf(span))) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const problems = [];
  for (const span of spans.filter((one) => kindOf(one) === 'machine')) {
    const index = indexOf(span);
    for (const name of [`machine ${index}`, `${index}:states`, `${index}:transitions`]) {
      if (counts.get(name) !== 1) problems.push(`${span.name}: ${counts.get(name) ?? 0} spans ${name}, expected one`);
    }
    if ((counts.get(`${index}:submachines`) ?? 0) > 1)
      problems.push(`${span.name}: more than one span ${index}:submachines`);
  }
  return problems;
}

const CHECKS = {
  root: (span) => ((span.parentSpanId ?? '') === '' ? undefined : 'has a parent'),
  machine: (span, parent) => {
    if (parent === undefined || parent.name === 'root' || /^\d+:submachines$/.test(parent.name)) return undefined;
    return `hangs on ${parent.name}`;
  },
  lifetime: (span, parent) => hangsOn(span, parent, 'machine'),
  group: (span, parent) => hangsOn(span, parent, 'machine'),
  transition: (span, parent) => {
    const wrong = hangsOn(span, parent, 'group');
    if (wrong !== undefined) return wrong;
    if (!parent.name.endsWith(':transitions')) return `hangs on ${parent.name}`;
    return outcomeProblem(span.attributes);
  },
  state: (span, parent, parentOf) => {
    const inNameGroup = parent !== undefined && kindOf(parent) === 'state';
    if (inNameGroup && !isOf(parent.name, span.name)) return `hangs on ${parent.name}`;
    const states = inNameGroup ? parentOf(parent) : parent;
    const wrong = hangsOn(span, states, 'group');
    if (wrong !== undefined) return wrong;
    return states.name.endsWith(':states') ? undefined : `hangs on ${parent.name}`;
  },
  inner: (span, parent) =>
    ['transition', 'inner'].includes(kindOf(parent ?? { name: 'root' })) ? undefined : 'hangs on no transition',
};

/** A name group holds the activations of its state and the zero-length spans that tell of their start. */
const isOf = (group, name) => name === group || name === `${group.replace(/ \[M\]$/, '')} started`;

function hangsOn(span, parent, kind) {
  if (parent === undefined) return `hangs on nothing, expected a ${kind}`;
  if (kindOf(parent) !== kind) return `hangs on ${parent.name}, expected a ${kind}`;
  return indexOf(parent) === indexOf(span) ? undefined : `hangs on ${parent.name} of another machine`;
}

function outcomeProblem(attributes) {
  const { accepted, 'asyncmachine.tx.result': result, 'asyncmachine.tx.canceled_by': by } = attributes;
  if (typeof accepted !== 'boolean') return `accepted is ${accepted}`;
  if (result !== (accepted ? 'executed' : 'canceled')) return `accepted is ${accepted} but its result ${result}`;
  return accepted || by !== undefined ? undefined : 'was canceled, but nothing says by what';
}
