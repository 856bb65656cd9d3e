import type { TraceContext } from '../../tracer/index.js';
import type { MachineTotals } from './attributes.js';
import { CodeReader } from './code-reader.js';
import { NO_PLACE, isSame } from './packed-form.js';
import { PackedHistory } from './packed-history.js';
import { Packer } from './packer.js';
import type { StateSpans } from './state-spans.js';
import type { TracePart } from './trace-parts.js';
import { TxHistory } from './tx-history.js';
import { Unpacker } from './unpacker.js';

/** What is kept of one machine alone. */
export interface KeptMachine {
  readonly machineId: string;
  readonly index: number;
  readonly createdMs: number;
  readonly totals: MachineTotals;
  readonly history: TxHistory;
  readonly isQuiet: boolean;
  readonly isRecording: boolean;
  readonly context: TraceContext | undefined;
  readonly transitions: TraceContext | undefined;
  readonly last: TraceContext | undefined;
  readonly submachines: TraceContext | undefined;
  readonly submachinesBefore: TraceContext | undefined;
}

/** What may be true of a machine. */
const IS = {
  quiet: 1,
  recording: 2,
  /** Its states have spans. */
  shown: 4,
  /** Transitions of it were canceled or failed. */
  troubled: 8,
  /** It has a group of submachines. */
  above: 16,
  /** It had one in the part of its trace before. */
  wasAbove: 32,
  /** The last transition with a span is the newest one that is remembered. */
  remembered: 64,
} as const;

/** All of it as one text; undefined where something of it can't be put aside. @param states undefined where they have no spans */
export function packMachine(
  kept: KeptMachine,
  part: TracePart | undefined,
  states: StateSpans | undefined,
): string | undefined {
  const place = part ?? NO_PLACE;
  const history = kept.history.pack(place);
  if (history === undefined) return undefined;
  const { totals, submachines, submachinesBefore } = kept;
  const { newest } = kept.history;
  const { last } = kept;
  const isRemembered = last !== undefined && newest !== undefined && isSame(last, newest.context);
  const isTroubled = totals.canceled !== 0 || totals.exceptions !== 0;
  const packer = new Packer(place);
  // First, so that a machine and a transition are found without all the rest.
  packer.text(kept.machineId);
  packer.count(kept.index);
  packer.count(history.length);
  packer.raw(history);
  if (newest !== undefined) packer.follow(newest);
  packer.byte(
    (kept.isQuiet ? IS.quiet : 0) |
      (kept.isRecording ? IS.recording : 0) |
      (states === undefined ? 0 : IS.shown) |
      (isTroubled ? IS.troubled : 0) |
      (submachines === undefined ? 0 : IS.above) |
      (submachinesBefore === undefined ? 0 : IS.wasAbove) |
      (isRemembered ? IS.remembered : 0),
  );
  packer.time(kept.createdMs, part?.sinceMs ?? 0);
  packer.count(totals.transitions);
  packer.count(totals.ticks);
  if (isTroubled) {
    packer.count(totals.canceled);
    packer.count(totals.exceptions);
  }
  packer.context(kept.context);
  packer.context(kept.transitions);
  if (!isRemembered) packer.context(last);
  if (submachines !== undefined) packer.context(submachines);
  if (submachinesBefore !== undefined) packer.context(submachinesBefore);
  return states?.pack(packer) === false ? undefined : packer.packed();
}

/** What {@link packMachine} wrote. @returns with what to read the states with, where they have spans */
export function unpackMachine(
  packed: string,
  part: TracePart | undefined,
  txHistory: number,
): { readonly kept: KeptMachine; readonly states: Unpacker | undefined } {
  const place = part ?? NO_PLACE;
  const unpacker = new Unpacker(packed, place);
  const machineId = unpacker.text();
  const index = unpacker.count();
  const history = new PackedHistory(unpacker.raw(unpacker.count()), place);
  const { newest } = history;
  if (newest !== undefined) unpacker.follow(newest);
  const kind = unpacker.byte();
  const is = (what: number): boolean => (kind & what) !== 0;
  const kept = {
    machineId,
    index,
    history: new TxHistory(txHistory, history),
    isQuiet: is(IS.quiet),
    isRecording: is(IS.recording),
    createdMs: unpacker.time(part?.sinceMs ?? 0),
    totals: {
      transitions: unpacker.count(),
      ticks: unpacker.count(),
      canceled: is(IS.troubled) ? unpacker.count() : 0,
      exceptions: is(IS.troubled) ? unpacker.count() : 0,
    },
    context: unpacker.context(),
    transitions: unpacker.context(),
    last: is(IS.remembered) ? newest?.context : unpacker.context(),
    submachines: is(IS.above) ? unpacker.context() : undefined,
    submachinesBefore: is(IS.wasAbove) ? unpacker.context() : undefined,
  };
  return { kept, states: is(IS.shown) ? unpacker : undefined };
}

/** The id of the machine in a text. */
export function machineIdIn(packed: string): string {
  return new CodeReader(packed).text();
}

/** The index of the machine in a text. */
export function indexIn(packed: string): number {
  const reader = new CodeReader(packed);
  reader.skipText();
  return reader.count();
}

/** The span of a transition, as far as a text remembers it. */
export function spanIn(packed: string, part: TracePart | undefined, txId: string): TraceContext | undefined {
  const reader = new CodeReader(packed);
  reader.skipText();
  reader.count();
  return new PackedHistory(reader.raw(reader.count()), part ?? NO_PLACE).get(txId, Infinity);
}
