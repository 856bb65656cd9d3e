import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { container as root } from 'tsyringe';
import type { Tracer } from '../../src/index.js';
import { startTelemetry } from '../../src/di/index.js';
import type { ModuleContext, Telemetry } from '../../src/di/index.js';
import { tracerContract } from '../../src/testing/index.js';
import { Feed, Item } from '../support/machines.js';
import { stopScopes } from '../support/scopes.js';
import { failures } from './readme-sink.js';

const page = readFileSync(join(__dirname, '../../src/exporters/README.md'), 'utf8');
// A file beside this one, so that it is compiled, checked and linted as everything else.
const sink = readFileSync(join(__dirname, 'readme-sink.ts'), 'utf8');

type Post = Parameters<typeof failures>[0];

const running: Telemetry[] = [];
const start = async (post: Post) => {
  const container = root.createChildContainer();
  const telemetry = await startTelemetry(container, {
    environment: {},
    configFile: false,
    modules: [failures(post)],
  });
  running.push(telemetry);
  return telemetry;
};
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.shutdown()));
  stopScopes();
});

/** Cancels `n` transitions: `Busy` requires `Start`. */
const fail = (feed: Pick<Feed, 'add'>, n = 1) => {
  for (let i = 0; i < n; i++) feed.add('Busy');
};

test('the sink below is the one of the README, and no longer than it says', () => {
  expect(page.match(/^```ts\n([\s\S]*?)^```$/m)?.[1]).toBe(sink);
  expect(sink.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(30);
});

test('the sink of the README gets what was canceled and what failed, of machines and submachines', async () => {
  const posted: string[] = [];
  const telemetry = await start((lines) => Promise.resolve(void posted.push(...lines)));
  const feed = new Feed({ id: 'feed' });
  fail(feed);
  feed.addErr(new Error('broken'));
  fail(feed.submachine(Item, { id: 'item' }));
  fail(feed.submachine(Item, { id: 'hidden', tags: ['noisy'] }));
  await telemetry.shutdown();
  expect(telemetry.report.modules).toEqual(['failures']);
  expect(posted).toEqual(['feed add Busy: Start', 'feed add Exception: broken', 'item add Busy: Start']);
});

test('the sink of the README drops what is too much, and what nobody takes', async () => {
  const telemetry = await start(() => Promise.reject(new Error('down')));
  const feed = new Feed();
  const tracer = feed.tracers[0] as Tracer & { dropped: number };
  fail(feed, 1003);
  expect(tracer.dropped).toBe(3);
  await telemetry.flush();
  expect(tracer.dropped).toBe(1003);
  await telemetry.shutdown();
});

tracerContract({
  create: async () => {
    const started = await failures(() => Promise.resolve()).start({} as ModuleContext);
    return started?.tracers[0] as Tracer;
  },
});
