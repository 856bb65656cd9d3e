import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { bindLokiEnv } from '../../src/by-hand/index.js';
import { LokiClient } from '../../src/exporters/loki/index.js';
import { Machine, defineSchema } from '../../src/index.js';
import { AUTHORITY, CLIENT_CERTIFICATE, CLIENT_KEY, SERVER_CERTIFICATE, SERVER_KEY } from '../support/certificates.js';

class Plain extends Machine.of(defineSchema({ Start: {} })) {}

const folder = mkdtempSync(join(tmpdir(), 'statescope-loki-tls-'));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const known: boolean[] = [];
const server = createServer(
  { key: SERVER_KEY, cert: SERVER_CERTIFICATE, ca: AUTHORITY, requestCert: true, rejectUnauthorized: false },
  (request, response) => {
    known.push(request.socket instanceof TLSSocket && request.socket.authorized);
    request.resume().on('end', () => response.writeHead(204).end());
  },
);
let address = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `https://localhost:${String((server.address() as AddressInfo).port)}`;
});

beforeEach(() => {
  known.length = 0;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

async function pushed(more: Readonly<Record<string, string>>): Promise<void> {
  const machine = new Plain();
  const handle = await bindLokiEnv(machine, { environment: { AM_SERVICE: 'reader', AM_LOKI_ADDR: address, ...more } });
  machine.add('Start');
  await handle?.dispose();
}

test('lines go over TLS to a Loki whose authority is named', async () => {
  await pushed({ AM_LOKI_CERTIFICATE: file('ca.pem', AUTHORITY) });
  expect(known).toEqual([false]);
});

test('a certificate of its own says who sends', async () => {
  await pushed({
    AM_LOKI_CERTIFICATE: file('ca.pem', AUTHORITY),
    AM_LOKI_CLIENT_CERTIFICATE: file('own.pem', CLIENT_CERTIFICATE),
    AM_LOKI_CLIENT_KEY: file('own.key', CLIENT_KEY),
  });
  expect(known).toEqual([true]);
});

test('a Loki that nobody vouches for gets nothing', async () => {
  const errors: unknown[] = [];
  const client = new LokiClient(address, { service: 'reader', limitMs: 100, onError: (error) => errors.push(error) });
  client.push({ level: 'info', machineId: 'm', line: 'a line' });
  await client.shutdown();
  expect(errors).toMatchObject([{ code: 'SELF_SIGNED_CERT_IN_CHAIN' }]);
  expect(known).toEqual([]);
});
