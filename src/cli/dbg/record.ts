import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { MachineError } from '../../errors.js';
import type { DebugServer, FlightRecorder } from '../../debugger/index.js';
import type { CliContext } from '../context.js';
import { listening } from './listening.js';
import { bytesText, counted, Progress } from './progress.js';

interface RecordOptions {
  readonly listen: string;
  readonly ws: boolean;
  readonly for?: number;
  readonly sync?: boolean;
  readonly maxSize?: number;
  readonly keep: number;
  readonly json?: boolean;
}

/** `statescope dbg record FILE`: listens like a debugger and writes what machines tell to a file of JSON lines, until Ctrl-C. */
export function registerRecord(dbg: Command, context: CliContext): void {
  dbg
    .command('record')
    .description('listen for machines and record what they tell, until Ctrl-C')
    .argument('<file>', 'the recording: JSON lines, gone on with when it exists')
    .option('--listen <address>', 'where machines find it', 'localhost:6831')
    .option('--no-ws', 'without WebSockets, which are at the next port')
    .option('--for <seconds>', 'end by itself after so long', seconds)
    .option('--sync', 'wait for the disk at every write, so that a loss of power costs little')
    .option(
      '--max-size <bytes>',
      'begin a new file when one is full, as 64MB; full ones are named file.1.jsonl and so on',
      bytes,
    )
    .option('--keep <files>', 'with --max-size: how many files at most, the oldest ones go', wholeNumber, 5)
    .option('--json', 'print what was recorded as JSON at the end')
    .action((file: string, options: RecordOptions) => record(file, options, context));
}

const UNITS = { '': 1, k: 1e3, m: 1e6, g: 1e9 } as const;

/** A number of bytes, with a unit of a thousand. */
export function bytes(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmg]?)b?$/i.exec(text) ?? [];
  const value = Math.floor(Number(number) * UNITS[(unit ?? '').toLowerCase() as keyof typeof UNITS]);
  if (value > 0) return value;
  throw new InvalidArgumentError('Expected a number of bytes, as 500000, 64MB or 1.5GB.');
}

/** How many, from 1 up. */
export function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 1 up.');
}

/** A time in seconds, with a fraction. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number of seconds above 0.');
}

async function record(file: string, options: RecordOptions, context: CliContext): Promise<void> {
  const { DUMP_SUFFIX, FlightRecorder } = await import('../../debugger/index.js');
  if (file.endsWith(DUMP_SUFFIX)) {
    const lines = `${file.slice(0, -DUMP_SUFFIX.length)}.jsonl`;
    const message = `dumps are written whole: record ${lines}, then "statescope dbg convert ${lines} ${file}"`;
    throw new MachineError('CONFIG', message);
  }
  const { sync, maxSize, keep } = options;
  const limits = { sync, maxBytes: maxSize, maxFiles: keep };
  const recorder = await FlightRecorder.open(resolve(context.folder, file), limits);
  try {
    const server = await listening(options.listen, options.ws, context);
    await untilEnd(server, recorder, options, context);
  } finally {
    await recorder.close();
  }
  const { events, bytes } = recorder.stats;
  if (options.json) context.out(`${JSON.stringify({ file, events, bytes })}\n`);
  else context.out(`${file}: ${counted(events, 'event')}, ${bytesText(bytes)}\n`);
}

async function untilEnd(
  server: DebugServer,
  recorder: FlightRecorder,
  { for: limit }: RecordOptions,
  context: CliContext,
): Promise<void> {
  const progress = new Progress(context, () => {
    const { machines, events } = server.stats;
    return `${counted(machines, 'machine')} connected, ${counted(events, 'event')}, ${bytesText(recorder.stats.bytes)}`;
  });
  const events = server.events();
  const stop = (): void => void server.close();
  const interrupted = context.interrupted?.();
  interrupted?.addEventListener('abort', stop, { once: true });
  const timer = limit === undefined ? undefined : setTimeout(stop, limit * 1000);
  try {
    for await (const event of events) await recorder.write(event);
  } finally {
    clearTimeout(timer);
    interrupted?.removeEventListener('abort', stop);
    progress.stop();
    await server.close();
  }
  if (server.stats.dropped > 0)
    context.err(`${counted(server.stats.dropped, 'event')} dropped, the disk was too slow\n`);
}
