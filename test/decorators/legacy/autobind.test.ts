import { Traced } from '../../../decorators/index.js';
import { shapeOf, TelemetryScope } from '../../../src/instrument/index.js';
import { Machine, defineSchema, marksOf } from '../../../src/index.js';
import { RecordingTracer } from '../../../src/testing/index.js';

const schema = defineSchema({ Job: {}, Done: {} });

/** What libraries for that do: an accessor on the class, which puts the bound method on the object that asks for it. */
function autobind(_prototype: object, name: string, { value }: PropertyDescriptor): PropertyDescriptor {
  return {
    configurable: true,
    get() {
      const bound = (value as (...given: unknown[]) => unknown).bind(this);
      Object.defineProperty(this, name, { value: bound, configurable: true, writable: true });
      return bound;
    },
  };
}

class Feed extends Machine.of(schema) {
  readonly calls: string[] = [];

  @Traced()
  @autobind
  JobState(): void {
    this.calls.push(`${this.id} job`);
  }

  @autobind
  @Traced()
  DoneState(): void {
    this.calls.push(`${this.id} done`);
  }
}

describe('methods that another decorator binds to their object', () => {
  it('are marked, above and below, and known as handlers', () => {
    expect([...marksOf(Feed).handlers.keys()].sort()).toEqual(['DoneState', 'JobState']);
    expect(shapeOf(Feed).handlers.map(({ name }) => name)).toEqual(['JobState', 'DoneState']);
  });

  it('are called for each machine, and told to tracers', () => {
    const tracer = new RecordingTracer({ id: 'seen', signal: 'traced' });
    const scope = new TelemetryScope({ tracers: [tracer] });
    scope.start();
    const machines = [new Feed({ id: 'a' }), new Feed({ id: 'b' })];
    for (const machine of machines) machine.set(['Job', 'Done']);
    expect(machines.map(({ calls }) => [...calls].sort())).toEqual([
      ['a done', 'a job'],
      ['b done', 'b job'],
    ]);
    const told = tracer.of('handlerEnd').map(({ handler }) => handler?.name);
    expect(told.sort()).toEqual(['DoneState', 'DoneState', 'JobState', 'JobState']);
    scope.stop();
  });

  it('are refused where they are accessors of the class itself', () => {
    const mark = Traced() as unknown as PropertyDecorator;
    expect(() => {
      class Wrong {
        @mark get JobState(): () => number {
          return () => 1;
        }
      }
      return new Wrong();
    }).toThrow(/stands on getter/);
  });
});
