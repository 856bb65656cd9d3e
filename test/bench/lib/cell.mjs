// A cell is one measurement: a contestant doing a job, in one mode.

/** Where each contestant is, relative to the folder of the benchmarks. */
export const contestants = {
  ours: 'contestants/ours.mjs',
  instrumented: 'contestants/instrumented.mjs',
  started: 'contestants/started.mjs',
  floor: 'contestants/floor.mjs',
  clock: 'contestants/clock.mjs',
  recording: 'contestants/recording.mjs',
  traced: 'contestants/traced.mjs',
  metered: 'contestants/metered.mjs',
  debugged: 'contestants/debugged.mjs',
  stream: 'contestants/stream.mjs',
  encoder: 'contestants/encoder.mjs',
  exported: 'contestants/exported.mjs',
  stalled: 'contestants/stalled.mjs',
  lines: 'contestants/lines.mjs',
  raw: 'contestants/raw-otel.mjs',
  reference: 'contestants/reference.mjs',
  xstate: 'peers/xstate.mjs',
  jssm: 'peers/jssm.mjs',
  robot3: 'peers/robot3.mjs',
  pino: 'peers/pino.mjs',
  opentelemetry: 'peers/opentelemetry.mjs',
  asyncmachine: 'peers/asyncmachine.mjs',
};

/** What a contestant of the mode `import` loads; nothing for an empty process. */
export const modules = { nothing: undefined, ours: 'statescope', robot3: 'robot3' };

/** A description of one measurement; equal ones have the same `key`. */
export const cell = (contestant, job, params = {}, mode = 'time', options = {}) => {
  const values = Object.entries({ ...params, ...options }).map(([name, value]) => ` ${name}=${value}`);
  return { contestant, job, params, mode, options, key: `${contestant} ${job}${values.join('')} [${mode}]` };
};
