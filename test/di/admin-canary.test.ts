import 'reflect-metadata';
import { container as root } from 'tsyringe';
import { admin, startTelemetry } from '../../src/di/index.js';
import type { StartOptions } from '../../src/di/index.js';
import { Leaky, MESSAGE, VISIBLE, canariesIn, loginArgs } from '../support/canary.js';
import { stopScopes } from '../support/scopes.js';

afterEach(stopScopes);

/** Everything the admin endpoint says of a machine that leaks, after each thing that it does. */
async function told(options: StartOptions = {}): Promise<string> {
  const container = root.createChildContainer();
  const settings = { environment: {}, configFile: false, modules: [admin({ port: 0 })], ...options } as const;
  const telemetry = await startTelemetry(container, settings);
  const leaky = new Leaky({ id: 'leaky', container });
  const texts: string[] = [];
  const look = async (): Promise<void> => {
    for (const path of ['/machines', '/machines/leaky', '/instrumentation', '/doctor']) {
      texts.push(await (await fetch(`${telemetry.adminUrl ?? ''}${path}`)).text());
    }
  };
  leaky.add('Start');
  for (const state of ['LoggedIn', 'Vetoed', 'Thrown', 'Odd', 'Late', 'Async', 'Passed'] as const) {
    leaky.add(state, loginArgs());
    await look();
  }
  await leaky.dispose();
  await telemetry.shutdown();
  return texts.join('\n');
}

test('the admin endpoint tells nothing of arguments, fields, variables, results and secrets but what marks allow', async () => {
  const text = await told();
  expect(canariesIn(text)).toEqual([]);
  expect(text).toContain(VISIBLE);
  expect(text).toContain(MESSAGE);
  expect(text).toContain('VetoedEnter');
});

test('it tells no message where only types of errors may be shown, and what a redactor makes of it', async () => {
  const types = await told({ errors: 'type' });
  expect(types).toContain('TypeError');
  expect(types).not.toContain(MESSAGE);
  const redacted = await told({ errors: (text) => text.replaceAll(MESSAGE, 'rewritten') });
  expect(redacted).toContain('rewritten');
  expect(redacted).not.toContain(MESSAGE);
});
