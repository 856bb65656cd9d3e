import { Machine, defineSchema } from 'statescope';
import { LogTracer } from '../../../src/exporters/log-lines/index.js';
import type { LineWriter, LogAttributes } from '../../../src/exporters/log-lines/index.js';

interface Written {
  readonly body: string;
  readonly attributes: LogAttributes;
}

function tracer(): LogTracer & { readonly written: Written[] } {
  const written: Written[] = [];
  const writer: LineWriter = {
    wants: () => true,
    write: (_severity, _context, body, attributes) => written.push({ body, attributes }),
  };
  return Object.assign(new LogTracer('test', writer, {}), { written });
}

const changesOf = ({ written }: { readonly written: readonly Written[] }) =>
  written.map(({ body, attributes }) => [
    body,
    attributes['asyncmachine.tx.added'],
    attributes['asyncmachine.tx.removed'],
  ]);

test('lines with the same text tell of the same states each time', () => {
  const schema = defineSchema({ A: { remove: ['B'] }, B: { remove: ['A'] } });
  const logs = tracer();
  const machine = new (Machine.of(schema))({ tracers: [logs] });
  for (const state of ['A', 'B', 'A', 'B'] as const) machine.add(state);
  expect(changesOf(logs)).toEqual([
    ['[state] +A', ['A'], []],
    ['[state] +B -A', ['B'], ['A']],
    ['[state] +A -B', ['A'], ['B']],
    ['[state] +B -A', ['B'], ['A']],
  ]);
});

test('names that look like two changes are told apart', () => {
  const schema = defineSchema({ A: {}, 'A +B': {}, B: {} });
  const logs = tracer();
  const machine = new (Machine.of(schema))({ tracers: [logs] });
  machine.add(['A', 'B']);
  machine.remove(['A', 'B']);
  machine.add('A +B');
  expect(changesOf(logs)).toEqual([
    ['[state] +A +B', ['A', 'B'], []],
    ['[state] -A -B', [], ['A', 'B']],
    ['[state] +A +B', ['A +B'], []],
  ]);
});

test('a line of the program is no line of changes, whatever it looks like', () => {
  const schema = defineSchema({ A: {}, B: {} });
  const logs = tracer();
  class Loud extends Machine.of(schema) {
    BState(): void {
      this.log('[state] +A');
    }
  }
  const machine = new Loud({ tracers: [logs] });
  machine.add('A');
  machine.add('B');
  expect(changesOf(logs).at(-1)).toEqual(['[exter] [state] +A', undefined, undefined]);
  expect(changesOf(logs)[0]).toEqual(['[state] +A', ['A'], []]);
});
