import type { DebuggerEvent, MachineEvent, RecordedLine, RecordedStep } from './event.js';

const OBJECT_BYTES = 400;
const STEP_BYTES = 100;
const STATE_BYTES = 200;
const NUMBER_BYTES = 8;
const LINE_BYTES = 60;

/** About how many bytes of memory an event takes. */
export function sizeOf(event: DebuggerEvent): number {
  switch (event.kind) {
    case 'disconnected':
      return OBJECT_BYTES;
    case 'machine':
      return schemaSize(event);
    case 'transition':
      return (
        OBJECT_BYTES +
        event.machine.length +
        event.connection.length +
        event.id.length +
        event.clocks.length * NUMBER_BYTES +
        textsSize(event.called) +
        stepsSize(event.steps) +
        linesSize(event.lines) +
        linesSize(event.linesBefore) +
        (event.stack?.length ?? 0) +
        argsSize(event.args)
      );
  }
}

function schemaSize({ machine, connection, states, groups = [], parent = '', tags }: MachineEvent): number {
  let size = OBJECT_BYTES + machine.length + connection.length + parent.length + textsSize(tags);
  for (const { name, require, add, remove, after, tags: own } of states) {
    size += STATE_BYTES + name.length;
    for (const texts of [require, add, remove, after, own]) if (texts !== undefined) size += textsSize(texts);
  }
  for (const group of groups) size += LINE_BYTES + group.name.length + group.states.length * NUMBER_BYTES;
  return size;
}

function textsSize(texts: readonly string[]): number {
  let size = texts.length * NUMBER_BYTES;
  for (const text of texts) size += text.length;
  return size;
}

function stepsSize(steps: readonly RecordedStep[]): number {
  let size = steps.length * STEP_BYTES;
  for (const { from = '', to = '' } of steps) size += from.length + to.length;
  return size;
}

function linesSize(lines: readonly RecordedLine[]): number {
  let size = 0;
  for (const { text } of lines) size += LINE_BYTES + text.length;
  return size;
}

function argsSize(args: Readonly<Record<string, string>> = {}): number {
  let size = 0;
  for (const name in args) size += LINE_BYTES + name.length + (args[name]?.length ?? 0);
  return size;
}
