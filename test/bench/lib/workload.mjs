// What the jobs work on: the same states, schemas and sequences for every contestant.

/** The numbers 0 to n - 1, mapped. */
export const times = (n, make = (i) => i) => Array.from({ length: n }, (_, i) => make(i));

/** Names of n states. */
export const stateNames = (n) => times(n, (i) => `S${i}`);

/** n states that exclude each other. */
export const ringSchema = (n) => {
  const names = stateNames(n);
  return Object.fromEntries(names.map((name) => [name, { remove: names.filter((other) => other !== name) }]));
};

/** n states that have nothing to do with each other. */
export const flatSchema = (n) => Object.fromEntries(stateNames(n).map((name) => [name, {}]));

/** Calls of handlers so far; a handler does nothing but count. */
export const hits = { count: 0 };
export const hit = () => {
  hits.count++;
};

/** Fails the job: a contestant that skips work must not look fast. */
export const expect = (holds, what) => {
  if (!holds) throw new Error(`check failed: ${what}`);
};

/** Calls of the handlers of S0 in `ops` toggles of it, beginning with an activation. */
export const toggleHits = (handlers, ops) => (handlers === 4 ? 2 * ops : handlers === 1 ? Math.ceil(ops / 2) : 0);

/** A connection with every kind of relation; `Start` is added first, then `flowSteps` in a circle. */
export const flowSchema = {
  Start: {},
  Connecting: { require: ['Start'], remove: ['Connected', 'Disconnecting', 'Disconnected'] },
  Connected: { require: ['Start'], add: ['Ready'], remove: ['Connecting', 'Disconnecting', 'Disconnected'] },
  Disconnecting: { remove: ['Connecting', 'Connected', 'Disconnected'] },
  Disconnected: { auto: true, remove: ['Connecting', 'Connected', 'Disconnecting'] },
  Ready: { require: ['Connected'], after: ['Connected'] },
  Heartbeat: { multi: true, require: ['Start'] },
  Busy: { require: ['Ready'], remove: ['Idle'] },
  Idle: { auto: true, require: ['Ready'], remove: ['Busy'] },
  Healthy: { auto: true, require: ['Connected'] },
};
export const flowSteps = ['Connecting', 'Connected', 'Busy', 'Idle', 'Disconnecting', 'Disconnected'];

/** Clocks after `rounds` circles of the flow, as the reference implementation has them. */
export const flowClocks = (rounds) => ({
  Start: 1,
  Connecting: 2 * rounds,
  Connected: 2 * rounds,
  Disconnecting: 2 * rounds,
  Disconnected: 2 * rounds + 1,
  Ready: 2 * rounds,
  Heartbeat: 0,
  Busy: 2 * rounds,
  Idle: 4 * rounds,
  Healthy: 2 * rounds,
});

/** A service's life in 10 mutations, 16 transitions; a leading minus removes. Ends with nothing active. */
const exclusive = ['Listening', 'Accepting', 'Online'];
export const serviceSchema = {
  Start: { add: ['Listening'] },
  Listening: { require: ['Start'], remove: exclusive },
  Accepting: { require: ['Start'], remove: exclusive },
  Online: { require: ['Start'], remove: exclusive, after: ['Start'] },
  Handshaking: { require: ['Start'], remove: ['HandshakeDone'] },
  HandshakeDone: { require: ['Start', 'Online'], remove: ['Handshaking'] },
  Ready: { auto: true, require: ['HandshakeDone', 'Online'] },
  Busy: { multi: true, require: ['Ready'], after: ['Ready'] },
  Heartbeat: {},
};
export const serviceSteps = [
  ...['Start', 'Accepting', 'Online', 'Handshaking', 'HandshakeDone', 'Busy', 'Busy'],
  ...['Heartbeat', '-Heartbeat', '-Start'],
];

const SEQUENCE_LENGTH = 65_536;

/** Pseudo-random numbers below n (xorshift), the same for every contestant. */
export const randomSequence = (n) => {
  let seed = 2_463_534_242;
  return Int32Array.from({ length: SEQUENCE_LENGTH }, () => {
    seed = (seed ^ (seed << 13)) >>> 0;
    seed ^= seed >>> 17;
    seed = (seed ^ (seed << 5)) >>> 0;
    return seed % n;
  });
};
export const nextInSequence = (position) => (position + 1) % SEQUENCE_LENGTH;
