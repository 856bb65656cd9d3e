import { MachineError } from '../../errors.js';
import type { AnyMachine } from '../../engine/index.js';
import type { MachineHistory, Recording } from '../../debugger/index.js';
import { replay } from '../../debugger/index.js';
import type { CliContext } from '../context.js';
import { loadClasses } from '../load-classes.js';
import { printable } from '../text-table.js';
import { counted } from './progress.js';

/** What is verified, and through which class. */
export interface VerifyOptions {
  /** @default every machine; with a class every one that has its states */
  readonly machine?: string | undefined;
  readonly class?: string | undefined;
  /** Files that define the class. */
  readonly from?: readonly string[] | undefined;
  readonly json?: boolean | undefined;
}

/** How one machine came out. */
interface Verdict {
  readonly machine: string;
  readonly connection: string;
  readonly transitions: number;
  readonly diverged: number;
  readonly first?: string | undefined;
}

type Made = new (options: { readonly id: string }) => AnyMachine;

/** Replays machines of a recording, and says whether they came to the same clocks; exit code 1 when one did not, or there was none. */
export async function verifyRecording(
  recording: Recording,
  options: VerifyOptions,
  context: CliContext,
): Promise<void> {
  const { machine, json } = options;
  const Class = options.class === undefined ? undefined : await classNamed(options.class, options.from ?? [], context);
  const verdicts: Verdict[] = [];
  for (const history of recording.index.histories) {
    if (machine !== undefined && history.machine !== machine) continue;
    const made = Class && new Class({ id: history.machine });
    if (made === undefined || machine !== undefined || hasStatesOf(made, recording, history)) {
      verdicts.push(await verdictOn(recording, history, made));
    } else await made.dispose();
  }
  if (json) context.out(`${JSON.stringify(verdicts, undefined, 2)}\n`);
  else for (const verdict of verdicts) context.out(`${verdictText(verdict)}\n`);
  if (verdicts.length === 0) context.err('no machine to replay\n');
  if (verdicts.length === 0 || verdicts.some(({ diverged }) => diverged > 0)) context.setExitCode(1);
}

async function classNamed(name: string, files: readonly string[], context: CliContext): Promise<Made> {
  const classes = await loadClasses(files, context.folder);
  const found = classes.find((Class) => Class.name === name);
  if (found !== undefined) return found as unknown as Made;
  const known = classes.map((Class) => Class.name).join(', ');
  throw new MachineError('CONFIG', `--class ${name}: the files define ${known || 'no machine class'}`);
}

function hasStatesOf(machine: AnyMachine, recording: Recording, history: MachineHistory): boolean {
  const names = new Set(recording.schema(history, 0)?.states.map(({ name }) => name));
  return names.size === machine.stateNames.length && machine.stateNames.every((name) => names.has(name));
}

async function verdictOn(
  recording: Recording,
  history: MachineHistory,
  made: AnyMachine | undefined,
): Promise<Verdict> {
  const { machine, connection } = history;
  const { transitions, diverged, divergences, machine: replayed } = replay(recording, made, { history });
  await replayed.dispose();
  const [first] = divergences;
  return { machine, connection, transitions, diverged, first: first && `${first.id}: ${first.text}` };
}

function verdictText({ machine, transitions, diverged, first }: Verdict): string {
  const start = `${machine}: ${counted(transitions, 'transition')}`;
  if (diverged === 0) return printable(`${start}, the same clocks`);
  return printable(`${start}, came out elsewhere ${counted(diverged, 'time')}, first at ${first ?? ''}`);
}
