import { connect } from 'node:net';
import type { Destination, ScrapeCounts } from '../../src/doctor/index.js';
import { foundBy, running } from './patient.js';
import { answering, closeServers, stopListening } from './servers.js';

afterEach(closeServers);

const found = (given: Parameters<typeof foundBy>[1], settings?: Parameters<typeof foundBy>[2]) =>
  foundBy('metrics-endpoint', given, settings);

describe('metrics that are served', () => {
  const served = async (status: number, scrapes?: ScrapeCounts) => {
    const metricsUrl = `${await answering(status)}/metrics`;
    const counts = scrapes === undefined ? undefined : () => scrapes;
    return found({ running: { ...running, metricsUrl, scrapes: counts } });
  };

  test('fail when they can not be scraped, and are fine when they can', async () => {
    expect(await served(200)).toMatchObject([{ status: 'ok' }]);
    expect(await served(500)).toMatchObject([{ status: 'fail' }]);
  });

  test.each([
    ['at first', 0, 1000, 'ok', 'it was scraped 0 times'],
    ['now and then', 7, 60_000, 'ok', 'it was scraped 7 times'],
    ['never', 0, 300_000, 'warn', 'nobody has asked for 5 minutes, since it started'],
    ['no more', 7, 1_200_000, 'warn', 'nobody has asked for 20 minutes'],
  ])('and are scraped %s', async (_, count, idleMs, status, text) => {
    const [finding] = await served(200, { count, idleMs });
    expect(finding).toMatchObject({ status, message: expect.stringContaining(text) as string });
    if (status === 'warn') expect(finding?.remedy).toContain('from this machine only');
  });
});

describe('the port that metrics are to be served on', () => {
  const configured = (port: number, host = '127.0.0.1') =>
    found({}, { metrics: { exporter: 'prometheus', port, host } });
  const portOf = (url: string) => Number(new URL(url).port);

  test('is fine while nothing listens there, and is not held by looking', async () => {
    const port = portOf(await answering(200));
    await stopListening();
    expect(await configured(port)).toMatchObject([
      { status: 'ok', message: expect.stringContaining('nothing listens there now') as string },
    ]);
    const refused = await new Promise((resolve) => connect(port, '127.0.0.1').on('error', resolve));
    expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
    expect(await configured(0)).toMatchObject([{ status: 'ok' }]);
  });

  test('fails when something else has it, and is fine when it serves metrics already', async () => {
    const [finding] = await configured(portOf(await answering(404)));
    expect(finding).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('something else listens there') as string,
      remedy: expect.stringContaining('AM_PROM_LISTEN') as string,
    });
    const [serving] = await configured(portOf(await answering(200)));
    expect(serving).toMatchObject({ status: 'ok', message: expect.stringContaining('served there now') as string });
  });

  test('fails on an address that this machine does not have', async () => {
    const [finding] = await configured(9464, '192.0.2.1');
    expect(finding).toMatchObject({ status: 'fail', remedy: expect.stringContaining('metrics.host') as string });
  });
});

describe('a Pushgateway', () => {
  const pushed = (url: string, counts: Partial<Destination> = {}) =>
    found({
      running: { ...running, destinations: [{ kind: 'pushgateway', url, delivered: 0, failed: 0, ...counts }] },
    });

  test.each([
    [200, 0, 'ok', 'it is ready'],
    [200, 3, 'warn', 'ready now; 3 pushes failed'],
    [401, 0, 'fail', 'asks for credentials'],
    [404, 0, 'warn', 'does not say that it is ready (404)'],
    [404, 3, 'fail', '3 pushes failed'],
  ])('that answers %i, after %i failures, is a %s', async (status, failed, expected, text) => {
    const seen: string[] = [];
    const url = (await answering(status, seen)).replace('//', '//me:canary@');
    const findings = await pushed(`${url}/base/`, { failed });
    expect(findings).toMatchObject([{ status: expected, message: expect.stringContaining(text) as string }]);
    expect(seen).toEqual(['GET /base/-/ready']);
    expect(JSON.stringify(findings)).not.toContain('canary');
  });

  test('that takes pushes is not asked, and one that is down is named before anything runs', async () => {
    const seen: string[] = [];
    const url = await answering(200, seen);
    expect(await pushed(url, { delivered: 4 })).toMatchObject([{ status: 'ok' }]);
    expect(seen).toEqual([]);
    await stopListening();
    const [finding] = await found({}, { metrics: { push: { url } } });
    expect(finding).toMatchObject({ status: 'fail', message: expect.stringContaining('nothing listens') as string });
  });
});

test('without metrics nobody is asked', async () => {
  expect(await found({})).toMatchObject([{ status: 'ok', message: 'no metrics are served or pushed here' }]);
});
