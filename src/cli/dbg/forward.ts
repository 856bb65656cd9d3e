import type { Command } from 'commander';
import { MachineError } from '../../errors.js';
import type { DebuggerEvent, Forwarder } from '../../debugger/index.js';
import type { CliContext } from '../context.js';
import { listening } from './listening.js';
import { damagedBefore, DamageReport, withRecording } from './opened.js';
import { counted, Progress } from './progress.js';
import { positive } from './replay.js';

/** How long a debugger that answers nothing is waited for once the command is to end. */
const GOODBYE_MS = 1000;

interface ForwardOptions {
  readonly to: readonly string[];
  readonly listen?: string;
  readonly ws: boolean;
  readonly machine?: string;
  readonly speed?: number;
  readonly json?: boolean;
}

/** `statescope dbg forward FILE --to ADDRESS`: passes on what was recorded, or with `--listen` what machines tell now, to debuggers. */
export function registerForward(dbg: Command, context: CliContext): void {
  dbg
    .command('forward')
    .description('pass on what was recorded, or what machines tell now, to other debuggers')
    .argument('[file]', 'a recording, or a dump of am-dbg (.gob.br); not with --listen')
    .requiredOption('--to <address...>', 'debuggers: host:port, or ws://host:port/dbg.ws')
    .option('--listen <address>', 'pass on what machines tell here, until Ctrl-C')
    .option('--no-ws', 'with --listen: without WebSockets, which are at the next port')
    .option('--machine <id>', 'of this machine only')
    .option(
      '--speed <factor>',
      'with the pauses it had: 1 as it was, 10 ten times as fast (default: no pauses)',
      positive,
    )
    .option('--json', 'print what was passed on as JSON at the end')
    .action((file: string | undefined, options: ForwardOptions) => forward(file, options, context));
}

async function forward(file: string | undefined, options: ForwardOptions, context: CliContext): Promise<void> {
  const { listen } = options;
  if ((file === undefined) === (listen === undefined)) {
    throw new MachineError('CONFIG', 'give either a file or --listen');
  }
  const { Forwarder } = await import('../../debugger/index.js');
  const forwarders: Forwarder[] = [];
  try {
    for (const address of options.to) forwarders.push(await Forwarder.connect(address));
    if (file !== undefined) await forwardFile(file, forwarders, options, context);
    else if (listen !== undefined) await forwardLive(listen, forwarders, options, context);
  } finally {
    for (const forwarder of forwarders) forwarder.close();
  }
  const results = forwarders.map(({ address, stats }) => ({ address, ...stats }));
  if (options.json) context.out(`${JSON.stringify(results)}\n`);
  else for (const result of results) context.out(`${resultText(result)}\n`);
}

function resultText({ address, forwarded, refused }: { address: string; forwarded: number; refused: number }): string {
  return `${address}: ${counted(forwarded, 'message')}${refused === 0 ? '' : `, ${counted(refused, 'other')} refused`}`;
}

function forwardFile(
  file: string,
  forwarders: readonly Forwarder[],
  { machine, speed }: ForwardOptions,
  context: CliContext,
): Promise<void> {
  return withRecording(file, context, async (recording) => {
    const { replayEvents } = await import('../../debugger/index.js');
    const damage = new DamageReport(context, damagedBefore(recording));
    const signal = context.interrupted?.();
    const events = replayEvents(recording, { machine, speed, onDamaged: damage.add, signal });
    await sendAll(events, forwarders, context, signal);
    if (damage.count > 0) context.err(`${counted(damage.count, 'damaged part')} left out\n`);
  });
}

/** Machines never wait for another debugger: what it can't take in time is dropped, and counted. */
async function forwardLive(
  listen: string,
  forwarders: readonly Forwarder[],
  { machine, ws }: ForwardOptions,
  context: CliContext,
): Promise<void> {
  const server = await listening(listen, ws, context);
  const stop = (): void => void server.close();
  const interrupted = context.interrupted?.();
  interrupted?.addEventListener('abort', stop, { once: true });
  try {
    const wanted = async function* (): AsyncGenerator<DebuggerEvent> {
      for await (const event of server.events({ whenFull: 'drop' })) {
        if (machine === undefined || event.kind === 'disconnected' || event.machine === machine) yield event;
      }
    };
    await sendAll(wanted(), forwarders, context, interrupted);
  } finally {
    interrupted?.removeEventListener('abort', stop);
    await server.close();
  }
  if (server.stats.dropped > 0)
    context.err(`${counted(server.stats.dropped, 'event')} dropped, the debuggers were too slow\n`);
}

async function sendAll(
  events: AsyncIterable<DebuggerEvent>,
  forwarders: readonly Forwarder[],
  context: CliContext,
  interrupted: AbortSignal | undefined,
): Promise<void> {
  let sent = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const leaveBehind = (before: number): void => {
    if (sent === before) for (const forwarder of forwarders) forwarder.close();
    else leave();
  };
  const leave = (): void => {
    timer = setTimeout(leaveBehind, GOODBYE_MS, sent);
  };
  interrupted?.addEventListener('abort', leave, { once: true });
  const progress = new Progress(context, () => `${counted(sent, 'event')} passed on`);
  try {
    for await (const event of events) {
      await Promise.all(forwarders.map((forwarder) => forwarder.send(event)));
      sent += 1;
    }
  } finally {
    progress.stop();
    clearTimeout(timer);
    interrupted?.removeEventListener('abort', leave);
  }
}
