import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { createServer } from 'node:net';

const STOP_GRACE_MS = 2_000;
const alive = new Map();

process.on('exit', () => {
  for (const child of alive.keys()) child.kill('SIGKILL');
});

/**
 * A child process that reads `input` and whose output is kept. `exited` resolves with `{ code, signal }` and never rejects; `line(pattern)`
 * resolves with the match of the first line, of either stream, that fits.
 */
export function start(command, args, { cwd, env = process.env, nice = false, input = '' } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: 'pipe' });
  child.stdin.on('error', () => {}).end(input);
  const output = { stdout: '', stderr: '' };
  const listeners = new Set();
  if (nice && child.pid !== undefined) setPriority(child.pid, 10);
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      output[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: undefined, signal: undefined, error }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  }).finally(() => alive.delete(child));
  alive.set(child, exited);
  const line = (pattern) =>
    new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(output.stdout) ?? pattern.exec(output.stderr);
        if (match === null) return;
        listeners.delete(look);
        resolve(match);
      };
      listeners.add(look);
      look();
      void exited.then((end) =>
        reject(new Error(`${command} ended (${describe(end)}) before ${pattern}\n${output.stderr}`)),
      );
    });
  return { child, output, exited, line, stop: (signal, graceMs) => stop(child, exited, signal, graceMs) };
}

/** Runs a command to its end and returns its standard output. */
export async function run(command, args, options) {
  const running = start(command, args, options);
  const end = await running.exited;
  if (end.error !== undefined) throw end.error;
  if (end.code !== 0) {
    const { stdout, stderr } = running.output;
    const tail = (stderr.trim() || stdout.trim()).split('\n').slice(-8).join('\n');
    throw new Error(`${command} ${args.join(' ')} ended with ${describe(end)}\n${tail}`);
  }
  return running.output.stdout;
}

/** Ends every process that was started and still runs. */
export async function stopAll() {
  await Promise.all([...alive].map(([child, exited]) => stop(child, exited)));
}

/** At Ctrl-C and when it is told to end, this process ends all that it started. */
export function stopOnSignals() {
  for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 })) {
    process.once(signal, () => void stopAll().finally(() => process.exit(code)));
  }
}

/** A TCP port of the loopback interface that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function stop(child, exited, signal = 'SIGTERM', graceMs = STOP_GRACE_MS) {
  if (child.exitCode !== null || child.signalCode !== null) return exited;
  child.kill(signal);
  const kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
  const end = await exited;
  clearTimeout(kill);
  return end;
}

const describe = ({ code, signal, error }) => error?.message ?? (signal ? `signal ${signal}` : `exit code ${code}`);
