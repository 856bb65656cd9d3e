import type {
  ForwardedSchema,
  ForwardedTransition,
  SchemaMessage,
  Shape,
  TransitionMessage,
} from '../../../src/exporters/dbg/index.js';
import { DBG_METHODS } from '../../../src/exporters/dbg/index.js';
import { lineOfEvent, parseEvent } from '../../../src/debugger/model/index.js';
import type { DebuggerEvent, MachineEvent } from '../../../src/debugger/model/index.js';
import { MessageTranslator, schemaMessageOf, transitionMessageOf } from '../../../src/debugger/wire/index.js';
import { GOLDEN_STREAMS, SHAPES, callsIn, goldenConnections, goldenForm } from '../golden-streams.js';
import type { Message } from '../golden-streams.js';

function translated(translator: MessageTranslator, method: string, message: Message): DebuggerEvent {
  switch (method) {
    case DBG_METHODS.schema:
      return translator.schema(message as SchemaMessage, 1);
    case DBG_METHODS.transition:
      return translator.transition(message as TransitionMessage, 1);
    case DBG_METHODS.forwardedSchema:
      return translator.forwardedSchema(message as ForwardedSchema, 1);
    default:
      return translator.forwardedTransition(message as ForwardedTransition, 1);
  }
}

/** The message that an event stands for, as the sessions show it. */
function shown(event: DebuggerEvent, method: string, indexes: Map<string, ReadonlyMap<string, number>>): unknown {
  if (event.kind === 'disconnected') return undefined;
  const isForwarded = method === DBG_METHODS.forwardedSchema || method === DBG_METHODS.forwardedTransition;
  const key = `${event.connection} ${event.machine}`;
  const plain = event.kind === 'machine' ? DBG_METHODS.schema : DBG_METHODS.transition;
  if (event.kind === 'machine') indexes.set(key, indexesOf(event));
  const message =
    event.kind === 'machine'
      ? schemaMessageOf(event)
      : transitionMessageOf(event, indexes.get(key) ?? new Map(), { hasTime: isForwarded });
  const form = goldenForm(message, SHAPES[plain] as Shape);
  if (!isForwarded) return form;
  const ConnId = event.connection.replace('c1/', '');
  return event.kind === 'machine' ? { MsgStruct: form, ConnId } : { MsgTx: form, ConnId };
}

const indexesOf = ({ states }: MachineEvent) => new Map(states.map(({ name }, index) => [name, index]));

/** Both sides have their keys in one order. */
const sorted = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ),
  );

test.each(GOLDEN_STREAMS)('%s: the events say all that was sent, also after they were recorded', (name) => {
  for (const { request, calls } of goldenConnections(name)) {
    const translator = new MessageTranslator('c1');
    const indexes = new Map<string, ReadonlyMap<string, number>>();
    const found = [...callsIn(request)].map(([method, message]) => {
      const event = parseEvent(lineOfEvent(translated(translator, method, message)));
      return { method, msg: shown(event as DebuggerEvent, method, indexes) };
    });
    expect(sorted(found)).toEqual(sorted(calls.map(({ method, msg }) => ({ method, msg }))));
  }
});

test('a machine that has a schema is needed before its transitions, also once its connection ended', () => {
  const [connection] = goldenConnections('minimal');
  const [[, schema], [, transition]] = [...callsIn(connection?.request ?? new Uint8Array())] as [
    [string, SchemaMessage],
    [string, TransitionMessage],
  ];
  const translator = new MessageTranslator('c1');
  const early = () => translator.transition(transition, 1);
  expect(early).toThrow('a transition of machine "m" came before its schema');
  translator.schema(schema, 1);
  expect(early().machine).toBe('m');
  translator.forwardedSchema({ schema, connectionId: 'x' }, 1);
  expect(translator.end(5)).toEqual([
    { kind: 'disconnected', at: 5, connection: 'c1' },
    { kind: 'disconnected', at: 5, connection: 'c1/x' },
  ]);
  expect(early).toThrow(/before its schema/);
  expect(translator.end(6)).toEqual([]);
});

test('what makes no sense is refused', () => {
  const translator = new MessageTranslator('c1');
  const schema = schemaMessageOf({
    kind: 'machine',
    at: 1,
    connection: 'c',
    machine: 'm',
    states: [],
    groups: undefined,
    parent: undefined,
    tags: [],
  });
  expect(() => translator.schema({ ...schema, id: '' }, 1)).toThrow(/without the id/);
  expect(() => translator.forwardedSchema({ schema: undefined, connectionId: 'x' }, 1)).toThrow(/without the schema/);
  expect(() => translator.forwardedTransition({ transition: undefined, connectionId: 'x' }, 1)).toThrow(/without the/);
  for (let i = 0; i < 5000; i++) translator.schema({ ...schema, id: `m${String(i)}` }, 1);
  expect(() => translator.schema(schema, 1)).toThrow('more than 5000 machines by one connection');
  expect(translator.schema({ ...schema, id: 'm7' }, 1).machine).toBe('m7');
});
