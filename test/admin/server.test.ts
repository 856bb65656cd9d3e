import { connect } from 'node:net';
import { serveAdmin } from '../../src/admin/index.js';
import { admin, closeAdmin } from '../support/admin.js';
import { ask, askRaw } from '../support/http-client.js';
import type { HttpRequest } from '../support/http-client.js';
import { Feed, Item } from '../support/machines.js';
import { stopScopes } from '../support/scopes.js';

type Server = Awaited<ReturnType<typeof admin>>;

afterEach(async () => {
  await closeAdmin();
  stopScopes();
});

const json = async (server: Server, request: HttpRequest) => {
  const { status, body, headers } = await ask(server, request);
  expect(headers['content-type']).toBe('application/json; charset=utf-8');
  return { status, headers, body: JSON.parse(body) as Record<string, unknown> };
};

const put = (server: Server, body: unknown, headers: Record<string, string> = {}) =>
  json(server, { method: 'PUT', path: '/instrumentation', headers, body: JSON.stringify(body) });

const refused = (status: number, message: string | RegExp) => ({
  status,
  body: { error: { status, message: expect.stringMatching(message) as string } },
});

describe('machines', () => {
  test('are listed in pages, with filters', async () => {
    const server = await admin();
    const kept = [new Feed({ id: 'a' }), new Feed({ id: 'b' }), new Item({ id: 'c' })];
    for (const machine of kept) machine.add('Start');
    const first = await json(server, { path: '/machines?class=Feed&state=Start&limit=1' });
    expect(first).toMatchObject({ status: 200, body: { machines: [{ id: 'a', className: 'Feed' }], total: 2 } });
    const second = await json(server, {
      path: `/machines?class=Feed&state=Start&cursor=${String(first.body['next'])}`,
    });
    expect(second.body).toMatchObject({ machines: [{ id: 'b' }] });
    expect(second.body).not.toHaveProperty('next');
  });

  test('are told one by one, whatever their id is made of', async () => {
    const server = await admin();
    const id = 'a/b c?ü%';
    const feed = new Feed({ id });
    expect(await json(server, { path: `/machines/${encodeURIComponent(id)}` })).toMatchObject({
      status: 200,
      body: { id, className: 'Feed', clocks: { Start: 0 } },
    });
    expect(feed.id).toBe(id);
    expect(await json(server, { path: '/machines/nobody' })).toMatchObject(
      refused(404, 'no machine has the id "nobody"'),
    );
    expect(await json(server, { path: '/machines/%E0%A4%A' })).toMatchObject(refused(400, 'not percent-encoded'));
  });

  test.each([
    ['?limit=0', 'limit is "0": expected 1 to 1000'],
    ['?limit=1001', 'expected 1 to 1000'],
    ['?limit=1e2', 'limit is "1e2"'],
    ['?cursor=next', 'expected what the page before gave as "next"'],
    ['?clas=Feed', 'unknown parameter "clas": did you mean "class"?'],
    ['?q=1', 'unknown parameter "q": expected class, state, limit, cursor'],
    ['?class=A&class=B', 'class is given twice'],
    ['?state=', 'state is empty'],
  ])('with %s are refused', async (query, message) => {
    const reply = await json(await admin(), { path: `/machines${query}` });
    expect(reply).toMatchObject(refused(400, message.replaceAll('?', '\\?')));
  });
});

describe('instrumentation', () => {
  test('is listed by class with who decides, and with the tracers', async () => {
    const server = await admin();
    const feed = new Feed();
    server.scope.toggle('Fe*', { metered: false });
    const { body } = await json(server, { path: '/instrumentation' });
    const classes = body['classes'] as { className: string }[];
    expect(classes.find(({ className }) => className === feed.view.className)).toMatchObject({
      machines: 1,
      signals: {
        traced: { on: true, source: 'mark', observed: 1 },
        metered: { on: false, source: 'toggle', pattern: 'Fe*', observed: 0 },
      },
    });
    expect(body['toggles']).toEqual([{ pattern: 'Fe*', toggle: { metered: false } }]);
    expect(body['tracers']).toEqual([
      { id: 'admin' },
      { id: 'traces', signal: 'traced' },
      { id: 'metrics', signal: 'metered' },
    ]);
  });

  test('is switched for live machines, and back with null', async () => {
    const server = await admin();
    const feed = new Feed();
    const before = feed.tracers;
    expect(await put(server, { classes: { Feed: { traced: false } } })).toMatchObject({ status: 200 });
    expect(feed.tracers.map(({ id }) => id)).toEqual(['admin', 'metrics']);
    expect(await put(server, { classes: { Feed: null } })).toMatchObject({ status: 200, body: { toggles: [] } });
    expect(feed.tracers).toHaveLength(before.length);
  });

  test('is switched for a time', async () => {
    const server = await admin();
    const { body } = await put(server, { classes: { Feed: false }, ttlMs: 60_000 });
    expect(body['toggles']).toEqual([
      { pattern: 'Feed', toggle: false, revertsAt: expect.stringMatching(/^\d{4}-.*Z$/) as string },
    ]);
  });

  test('of a class nobody knows is switched with a warning', async () => {
    const { status, body } = await put(await admin(), { classes: { Feeed: false } });
    expect({ status, warnings: body['warnings'] }).toEqual({
      status: 200,
      warnings: ['no class is called "Feeed", did you mean "Feed"?'],
    });
  });

  test.each([
    [[], 'the body is \\[\\]: expected an object'],
    [{}, 'classes missing: expected an object'],
    [{ classes: {}, ttl: 5 }, 'unknown key "ttl": did you mean "ttlMs"'],
    [{ classes: { Feed: true } }, 'classes.Feed is true: expected false, null, or an object'],
    [{ classes: { Feed: { trace: false } } }, 'unknown key "classes.Feed.trace": did you mean "traced"'],
    [{ classes: { Feed: { traced: 'no' } } }, 'classes.Feed.traced is "no": expected true or false'],
    [{ classes: { '': false } }, 'a name in classes is "": expected 1 to 200 characters'],
    [{ classes: { Feed: false }, ttlMs: 0 }, 'ttlMs is 0: expected whole milliseconds from 1'],
  ])('is not switched by %j', async (body, message) => {
    const server = await admin();
    expect(await put(server, body)).toMatchObject(refused(400, message));
    expect(server.scope.toggles.runtime).toEqual([]);
  });

  test('is not switched by more patterns than there may be, not even a part of them', async () => {
    const server = await admin();
    const classes = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`C${String(i)}`, false]));
    expect(await put(server, { classes })).toMatchObject(refused(400, '1001 patterns would be toggled'));
    expect(server.scope.toggles.runtime).toEqual([]);
  });

  test('is not switched by what is no JSON, no UTF-8, or larger than 64 KiB', async () => {
    const server = await admin();
    const send = (body: string | Buffer, headers = {}) =>
      json(server, { method: 'PUT', path: '/instrumentation', body, headers });
    expect(await send('{"classes"')).toMatchObject(refused(400, 'the body is no JSON'));
    expect(await send('')).toMatchObject(refused(400, 'the body is no JSON'));
    expect(await send(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject(refused(400, 'not UTF-8'));
    expect(await send(' '.repeat(65_537))).toMatchObject(refused(413, 'larger than 65536 bytes'));
    expect(await send(' '.repeat(65_537), { 'Transfer-Encoding': 'chunked' })).toMatchObject(refused(413, 'larger'));
  });
});

describe('the endpoint', () => {
  test('says that it is there, and what the doctor says', async () => {
    const server = await admin();
    expect((await json(server, { path: '/health' })).body).toEqual({ status: 'ok' });
    expect((await json(server, { path: '/doctor' })).body).toEqual({ healthy: true });
    const { status, body } = await ask(server, { path: '/health', method: 'HEAD' });
    expect({ status, body }).toEqual({ status: 200, body: '' });
  });

  test('names its paths and methods where there is nothing', async () => {
    const server = await admin();
    expect(await json(server, { path: '/machine' })).toMatchObject(
      refused(404, '/health, /instrumentation, /machines'),
    );
    const { status, headers } = await json(server, { path: '/instrumentation', method: 'DELETE' });
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET, HEAD, PUT' });
    expect(await json(server, { path: '/machines', method: 'PUT' })).toMatchObject(refused(405, 'expected GET, HEAD'));
  });

  test('answers 503 before the telemetry has started', async () => {
    const server = await admin({ target: () => undefined });
    expect(await json(server, { path: '/machines' })).toMatchObject(refused(503, 'not started'));
  });

  test('answers 500 when something fails inside, reports it, and goes on', async () => {
    const errors: unknown[] = [];
    const failure = new Error('broken inside');
    const server = await admin({
      onError: (error) => errors.push(error),
      target: () => {
        throw failure;
      },
    });
    const { status, body } = await json(server, { path: '/machines' });
    expect({ status, errors }).toEqual({ status: 500, errors: [failure] });
    expect(JSON.stringify(body)).not.toContain('broken inside');
  });

  test('says in JSON what is wrong with what is no HTTP', async () => {
    const server = await admin();
    const answer = await askRaw(server, 'GET / HTTP/1.1\r\nbad header\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toMatch(/\{"error":\{"status":400,"message":"the request is no HTTP: .+"\}\}\n$/);
    const large = await askRaw(server, `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(large).toMatch(/^HTTP\/1\.1 431 /);
    expect(large).toContain('the headers are too large');
  });

  test('cuts off a client that breaks off in the middle of a body', async () => {
    const errors: unknown[] = [];
    const server = await admin({ onError: (error) => errors.push(error) });
    await new Promise<void>((resolve) => {
      const socket = connect(server, () => {
        socket.write('PUT /instrumentation HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{"cla');
        setImmediate(() => socket.destroy());
      });
      socket.on('close', () => resolve());
    });
    expect((await json(server, { path: '/health' })).status).toBe(200);
    expect(errors).toEqual([]);
  });
});

describe('whom it answers', () => {
  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:9465', 'a b', '[::1'])(
    'not a page whose name "%s" leads here',
    async (host) => {
      const reply = await json(await admin(), { path: '/machines', headers: { Host: host } });
      expect(reply).toMatchObject(refused(403, 'the Host header names'));
    },
  );

  test.each(['localhost', 'LOCALHOST:1', 'app.localhost', '127.0.0.1:80', '[::1]:9465', '192.168.1.2'])(
    'who asks for %s',
    async (host) => {
      const { status } = await json(await admin(), { path: '/machines', headers: { Host: host } });
      expect(status).toBe(200);
    },
  );

  test.each(['https://evil.example', 'null', 'http://localhost:1', 'nonsense'])(
    'not a page of the origin %s, whatever it asks',
    async (origin) => {
      const server = await admin();
      const reply = await put(server, { classes: { Feed: false } }, { Origin: origin, Host: 'localhost:9465' });
      expect(reply).toMatchObject(refused(403, 'requests of pages from'));
      expect(server.scope.toggles.runtime).toEqual([]);
    },
  );

  test('its own page, and not one that a browser tells apart without an origin', async () => {
    const server = await admin();
    const from = (headers: Record<string, string>) => json(server, { path: '/machines', headers });
    expect((await from({ Host: 'localhost:9465', Origin: 'http://localhost:9465' })).status).toBe(200);
    expect((await from({ 'Sec-Fetch-Site': 'none' })).status).toBe(200);
    expect(await from({ 'Sec-Fetch-Site': 'cross-site' })).toMatchObject(refused(403, 'other sites'));
  });

  test('who brings the token, where there is one; others only that it is there', async () => {
    const server = await admin({ token: 'open sesame'.replace(' ', '-') });
    const from = (headers: Record<string, string>) => json(server, { path: '/machines', headers });
    expect(await from({})).toMatchObject(refused(401, 'Authorization: Bearer'));
    expect(await from({ Authorization: 'Basic open-sesame' })).toMatchObject(refused(401, 'missing'));
    const wrong = await from({ Authorization: 'Bearer open-sesamf' });
    expect(wrong).toMatchObject(refused(401, 'the token is wrong'));
    expect(wrong.headers['www-authenticate']).toBe('Bearer');
    expect((await from({ Authorization: 'bearer open-sesame' })).status).toBe(200);
    expect((await json(server, { path: '/health' })).status).toBe(200);
    expect(await json(server, { path: '/nothing' })).toMatchObject(refused(401, 'missing'));
  });

  test.each(['', ' ', 'two words', 'line\n', 'ümlaut', 5, {}])(
    'nobody with a token that no request can carry: %j',
    async (given) => {
      const token = given as string;
      await expect(serveAdmin({ host: '0.0.0.0', port: 0, token, target: () => undefined })).rejects.toMatchObject({
        code: 'CONFIG',
        message: 'admin.token is ***: expected visible ASCII characters without blanks',
      });
    },
  );

  test('nobody beyond this machine without a token', async () => {
    const target = () => undefined;
    await expect(serveAdmin({ host: '0.0.0.0', port: 0, target })).rejects.toMatchObject({
      code: 'CONFIG',
      message: 'admin.host is "0.0.0.0", which others can reach: set admin.token, or listen on 127.0.0.1',
    });
    await expect(admin({ host: '0.0.0.0', token: 't' })).resolves.toMatchObject({ host: '0.0.0.0' });
  });
});
