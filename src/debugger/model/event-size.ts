import type { DebuggerEvent, RecordedLine } from './event.js';

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
      return OBJECT_BYTES + event.states.length * STATE_BYTES;
    case 'transition':
      return (
        OBJECT_BYTES +
        (event.clocks.length + event.called.length) * NUMBER_BYTES +
        event.steps.length * STEP_BYTES +
        linesSize(event.lines) +
        linesSize(event.linesBefore) +
        (event.stack?.length ?? 0) +
        argsSize(event.args)
      );
  }
}

function linesSize(lines: readonly RecordedLine[]): number {
  let size = 0;
  for (const { text } of lines) size += LINE_BYTES + text.length;
  return size;
}

function argsSize(args: Readonly<Record<string, string>> = {}): number {
  let size = 0;
  for (const name in args) size += LINE_BYTES + (args[name]?.length ?? 0);
  return size;
}
