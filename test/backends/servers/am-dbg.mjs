import { fileURLToPath } from 'node:url';
import { createServer } from 'node:net';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { brotliDecompressSync } from 'node:zlib';
import { freePort, start } from '../process.mjs';
import { waitFor } from '../wait.mjs';
import { goProgram } from './go-program.mjs';

const module = fileURLToPath(new URL('am-dbg/', import.meta.url));
const target = 'github.com/pancsta/asyncmachine-go/tools/cmd/am-dbg';
const TRIES = 20;
/** Between two keys: its dialog has to open, and its fields take the focus one after the other. */
const KEY_MS = 500;
const EXPORT_KEYS = ['alt+s', 'tab', 'tab', 'enter'];

/** The debugger of the reference, built from the Go module beside this file, without a terminal. */
export const amDbg = {
  name: 'am-dbg',

  /** Path of the binary. */
  obtain: (say) => goProgram({ name: 'am-dbg', title: 'am-dbg', module, target }, say),

  /** Starts it, with a dump when one is given; it keeps machines whose connections ended. */
  async start(binary, given, { imports } = {}) {
    const folder = join(given, 'am-dbg');
    await mkdir(folder, { recursive: true });
    const port = await freePorts();
    const options = ['--ui-ssh', '--output-clients', '--output-log', '--clean-on-connect=false'];
    if (imports !== undefined) options.push('-i', imports);
    const server = start(binary, ['-l', `127.0.0.1:${port}`, '--dir', folder, ...options], { cwd: folder });
    const http = `http://127.0.0.1:${port + 1}`;
    await waitFor('am-dbg to be ready', async () => {
      if (server.child.exitCode !== null) throw new Error(server.output.stderr);
      return (await fetch(`${http}/`).catch(() => undefined)) ?? undefined;
    });
    return {
      address: `127.0.0.1:${port}`,
      webSocket: `ws://127.0.0.1:${port + 1}/dbg.ws`,

      /** Machines that it knows, one line each. */
      clients: async () => (await fetch(`${http}/clients.txt`)).text(),

      /** What it exports through its dialog: one gob value. */
      async export() {
        const file = join(folder, 'am-dbg-dump.gob.br');
        const clientInfo = { name: 'test', version: '1' };
        const session = await call(http, 'initialize', { protocolVersion: '2024-11-05', capabilities: {}, clientInfo });
        for (const key of EXPORT_KEYS) {
          await call(http, 'tools/call', { name: 'PressKey', arguments: { key } }, session);
          await pause(KEY_MS);
        }
        const packed = await waitFor('the export of am-dbg', () => readFile(file).catch(() => undefined));
        return brotliDecompressSync(packed);
      },

      /** Ends it; resolves with how many machines and records it had. */
      async stop() {
        const { code } = await server.stop();
        const count = (name) =>
          Number(new RegExp(`${name}:\\s*([\\d,]+)`).exec(server.output.stdout)?.[1]?.replaceAll(',', ''));
        return { code, clients: count('Clients'), transitions: count('Transitions') };
      },
    };
  },
};

/** Resolves with the id of the session. */
async function call(http, method, params, session) {
  const response = await fetch(`${http}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(session && { 'mcp-session-id': session }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  const text = await response.text();
  if (!response.ok || text.includes('"error"'))
    throw new Error(`am-dbg answers ${method} with ${response.status}: ${text}`);
  return response.headers.get('mcp-session-id') ?? session;
}

/** It takes three ports in a row. */
async function freePorts() {
  for (let i = 0; i < TRIES; i++) {
    const port = await freePort();
    const isFree = await Promise.all([port + 1, port + 2].map(isFreePort));
    if (isFree.every(Boolean)) return port;
  }
  throw new Error('no three free ports in a row');
}

function isFreePort(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
