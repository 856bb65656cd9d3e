import { Machine, defineSchema, secret } from '../../src/index.js';
import type { EventOf, HandlerCall, Tracer } from '../../src/index.js';

const schema = defineSchema({ Start: {}, Done: {}, Later: {}, Broken: {} });

class Feed extends Machine.of(schema) {
  StartEnter() {
    return true;
  }
  StartState() {
    return 'started';
  }
  async LaterState() {
    await Promise.resolve();
    return 'later';
  }
  BrokenState(event: EventOf<typeof schema, 'Broken'>) {
    throw new Error(`broken with ${String((event.args['token'] as { reveal(): unknown }).reveal())}`);
  }
}

/** What tracers are told a handler returned, at its end and when its promise settled. */
function results() {
  const seen: (readonly [string, string, unknown])[] = [];
  const note = (when: string) => (call: HandlerCall) => void seen.push([when, call.name, call.result]);
  const tracer: Tracer = { id: 'results', handlerEnd: note('end'), handlerSettled: note('settled') };
  return { seen, tracer };
}

test('tracers are told what a handler returned, and what its promise was fulfilled with', async () => {
  const { seen, tracer } = results();
  const feed = new Feed({ tracers: [tracer] });
  feed.add('Start');
  feed.add('Later');
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toEqual([
    ['end', 'StartEnter', true],
    ['end', 'StartState', 'started'],
    ['end', 'LaterState', undefined],
    ['settled', 'LaterState', 'later'],
  ]);
});

test('the lines of a machine show no secret of the mutation that they are about', () => {
  const lines: string[] = [];
  class Talking extends Feed {
    DoneState(event: EventOf<typeof schema, 'Done'>) {
      this.log(`done with ${String((event.args['token'] as { reveal(): unknown }).reveal())}`);
    }
    ExceptionState() {
      throw new Error('no use for t0ken');
    }
  }
  const machine = new Talking({ logLevel: 5, logger: (_level, text) => lines.push(text), logArgs: ['token'] });
  machine.add('Done', { token: secret('t0ken') });
  machine.add('Broken', { token: secret('t0ken') });
  const text = lines.join('\n');
  expect(text).not.toContain('t0ken');
  expect(text).toContain('[exter] done with [secret]');
  expect(text).toContain('[error] ExceptionState failed while handling an error: no use for [secret]');
});
