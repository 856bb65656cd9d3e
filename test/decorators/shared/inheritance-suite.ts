import 'reflect-metadata';
import { Machine, defineSchema } from 'statescope';
import type { Selection, Tracer } from 'statescope';
import { Logged, Metered, Traced } from 'statescope/decorators';
import { startTelemetry } from 'statescope/di';
import { OtelTraces, RecordingSink } from 'statescope/exporters/otel-traces';
import { RecordingTracer } from 'statescope/testing';
import { container } from 'tsyringe';

const schema = defineSchema({ Start: {}, Done: {} });

@Traced()
@Metered()
@Logged()
class Base extends Machine.of(schema) {
  readonly calls: string[] = [];

  @Traced({ name: 'start' })
  @Logged({ name: 'base' })
  StartState(): void {
    this.calls.push('Base');
  }
  @Traced({ as: 'event' })
  DoneState(): void {
    this.calls.push('Base done');
  }
}

/** Overrides without marks of its own, and calls the original. */
class Middle extends Base {
  override StartState(): void {
    super.StartState();
    this.calls.push('Middle');
  }
}

/** Overrides with marks of its own, and calls the original twice. */
class Leaf extends Middle {
  @Traced({ name: 'leaf' })
  override StartState(): void {
    super.StartState();
    super.StartState();
    this.calls.push('Leaf');
  }
  @Traced(false)
  override DoneState(): void {
    super.DoneState();
  }
}

/** How a class is seen: its spans, its calls as tracers count them, and its handler marks. */
async function seen(Class: typeof Base) {
  const sink = new RecordingSink();
  const recording = new RecordingTracer({ signal: 'logged' });
  let selection: Selection | undefined;
  const logged: Tracer = { id: 'noting', signal: 'logged', machineInit: (_machine, given) => (selection = given) };
  const tracers = [new OtelTraces({ sink, autoRoot: false }), recording, logged];
  const telemetry = await startTelemetry(container.createChildContainer(), {
    environment: {},
    configFile: false,
    modules: [{ name: 'test', start: () => Promise.resolve({ tracers }) }],
  });
  const machine = new Class({ id: 'machine' });
  machine.add('Start');
  machine.add('Done');
  await telemetry.shutdown();
  const events = sink.spans.flatMap((span) => span.events.map(({ name }) => name));
  return {
    calls: machine.calls,
    spans: sink.spans.map(({ name }) => name).filter((name) => /^(?:start|leaf|StartState|DoneState)$/.test(name)),
    events: events.filter((name) => name.endsWith('State')),
    logged: selection?.handler('StartState'),
  };
}

/** That classes below a marked one are seen once, in the dialect of the file that calls this. */
export function itSeesEachCallOnce(): void {
  it('makes one record of a call, as the mark of the class says', async () => {
    expect(await seen(Base)).toEqual({
      calls: ['Base', 'Base done'],
      spans: ['start'],
      events: ['DoneState'],
      logged: { name: 'base' },
    });
  });

  it('makes one record of an overriding method without a mark, and none of the original it calls', async () => {
    expect(await seen(Middle)).toEqual({
      calls: ['Base', 'Middle', 'Base done'],
      spans: ['start'],
      events: ['DoneState'],
      logged: { name: 'base' },
    });
  });

  it('makes one record of an overriding method with a mark of its own, and none where that is off', async () => {
    expect(await seen(Leaf)).toEqual({
      calls: ['Base', 'Middle', 'Base', 'Middle', 'Leaf', 'Base done'],
      spans: ['leaf'],
      events: [],
      logged: { name: 'base' },
    });
  });
}
