import { rm } from 'node:fs/promises';
import { Collector } from './collector.js';
import { logsOf, spansOf } from './otlp-json.js';
import { buildExporters, runPlain } from './plain-node.js';

const SCRIPT = `
  const { createLogProvider, createTraceProvider } = require('./exporters/otel-export/index.js');
  (async () => {
    const errors = [];
    const options = { targets: [{ kind: 'otlp' }], onError: (error) => errors.push(String(error.message)) };
    const traces = await createTraceProvider(options);
    const logs = await createLogProvider(options);
    for (let n = 0; n < 700; n++) traces.tracer.startSpan('span ' + n).end();
    logs.logger.emit({ body: 'line' });
    await Promise.all([traces.shutdown(), logs.shutdown()]);
    console.log(JSON.stringify({ traces: traces.stats(), logs: logs.stats(), errors }));
  })();
`;

describe('the OTLP target', () => {
  let folder: string;
  let collector: Collector;
  let env: Record<string, string>;
  beforeAll(async () => {
    folder = await buildExporters();
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    collector = new Collector();
    env = { OTEL_EXPORTER_OTLP_ENDPOINT: await collector.start() };
  });
  afterEach(async () => {
    await collector.stop();
  });

  it('sends everything to the standard endpoint before the end, however slow the peer', async () => {
    collector.delayMs = 150;
    const counts = await runPlain(folder, SCRIPT, env);
    expect(counts).toMatchObject({ traces: { received: 700, exported: 700 }, logs: { exported: 1 }, errors: [] });
    const names = collector.bodies('/v1/traces').flatMap(spansOf);
    expect(new Set(names.map((span) => span.name)).size).toBe(700);
    expect(
      collector
        .bodies('/v1/logs')
        .flatMap(logsOf)
        .map((log) => log.body.stringValue),
    ).toEqual(['line']);
  });

  it('counts and reports what the peer refuses, and ends all the same', async () => {
    collector.status = 400;
    const counts = await runPlain(folder, SCRIPT, env);
    expect(counts).toMatchObject({ traces: { received: 700, exported: 0, failed: 700 }, logs: { failed: 1 } });
    expect(collector.requests.length).toBeGreaterThanOrEqual(3);
    expect(counts).toMatchObject({ errors: [expect.any(String), expect.any(String)] });
  });
});
