import { Machine, defineSchema } from 'statescope';
import { Traced, selection } from './support.js';

const schema = defineSchema({
  Done: { remove: ['Work'] },
  Healthcheck: { multi: true },
  Job: { multi: true },
  Work: { remove: ['Done'] },
});
class Feed extends Machine.of(schema) {}

function feedOf(traced: Traced): InstanceType<typeof Feed> {
  return new Feed({ id: 'feed', tracers: [traced.tracer] });
}

describe('state spans', () => {
  it('last from the transition that activates the state to the one that ends it', () => {
    const traced = new Traced();
    const feed = feedOf(traced);
    feed.add('Work');
    traced.clock.advance(250);
    expect(traced.span('0:Work', 1).endMs).toBeUndefined();
    feed.add('Done');
    const work = traced.span('0:Work', 1);
    expect(work.endMs).toBe(work.startMs + 250);
    expect(work.endMs).toBe(traced.span('0:Done', 1).startMs);
  });

  it('carry the activating transition and link back to it', () => {
    const traced = new Traced();
    feedOf(traced).add('Work');
    const work = traced.span('0:Work', 1);
    const transition = traced.span('0: [add] Work');
    expect(work.attributes).toMatchObject({
      tx_id: transition.attributes['tx_id'],
      'asyncmachine.tx.id': transition.attributes['tx_id'],
      'asyncmachine.state.name': 'Work',
      'asyncmachine.state.multi': false,
      'asyncmachine.state.tick': 1,
    });
    expect(work.events).toEqual([{ name: '[add] Work', timeMs: work.startMs, attributes: {} }]);
    expect(traced.links(work)).toEqual(['transition 0: [add] Work']);
  });

  it('are linked by the transitions that start and end them', () => {
    const traced = new Traced();
    const feed = feedOf(traced);
    feed.add('Work');
    feed.add('Done');
    expect(traced.links(traced.span('0: [add] Done'))).toEqual(['state.removed 0:Work', 'state.added 0:Done']);
  });

  it('share a group per state name over all activations', () => {
    const traced = new Traced();
    const feed = feedOf(traced);
    feed.add('Work');
    feed.remove('Work');
    feed.add('Work');
    expect(traced.all('0:Work').map((span) => traced.path(span))).toEqual([
      'mach:0:feed > 0:states > 0:Work',
      'mach:0:feed > 0:states > 0:Work > 0:Work',
      'mach:0:feed > 0:states > 0:Work > 0:Work',
    ]);
  });

  it('note the re-entry of a Multi state as an event and count them at the end', () => {
    const traced = new Traced();
    const feed = feedOf(traced);
    feed.add('Job');
    feed.add('Job');
    feed.add('Job');
    feed.remove('Job');
    const [group, job, ...more] = traced.all('0:Job [M]');
    expect([group?.parent, more]).toEqual([traced.span('0:states').context, []]);
    expect(job?.events.map((event) => event.name)).toEqual(['[add] Job', '[add] Job', '[add] Job']);
    expect(job?.attributes['asyncmachine.state.reentries']).toBe(2);
    expect(traced.span('0: [add] Job', 2).attributes['states_diff']).toBe('+Job');
  });

  it('announce an activation at once, since its own span ends much later', () => {
    const traced = new Traced();
    feedOf(traced).add('Work');
    const started = traced.span('0:Work started');
    expect(started.endMs).toBe(started.startMs);
    expect(started.attributes).toMatchObject({
      'asyncmachine.state.open': true,
      tx_id: traced.span('0:Work', 1).attributes['tx_id'],
    });
    expect(started.parent).toEqual(traced.span('0:Work').context);
  });

  it('announce nothing when start records are off', () => {
    const traced = new Traced({ startRecords: false });
    feedOf(traced).add('Work');
    expect(traced.all('0:Work started')).toEqual([]);
  });

  it('exist for states that were active before anybody looked', () => {
    const traced = new Traced();
    const feed = new Feed({ id: 'feed' });
    feed.add('Work');
    feed.bindTracer(traced.tracer);
    expect(traced.span('0:Work', 1).attributes).toMatchObject({ 'asyncmachine.state.preexisting': true });
    feed.remove('Work');
    expect(traced.span('0:Work', 1).endMs).toBeDefined();
    expect(traced.links(traced.span('0: [remove] Work'))).toEqual(['state.removed 0:Work']);
  });

  it('leave health states out, and their transitions, unless asked for', () => {
    const hidden = new Traced();
    feedOf(hidden).add('Healthcheck');
    expect(hidden.names).toEqual(['mach:0:feed', '0:states', '0:transitions']);
    const shown = new Traced({ skipHealth: false });
    feedOf(shown).add('Healthcheck');
    expect(shown.names).toContain('0: [add] Healthcheck');
    expect(shown.names).toContain('0:Healthcheck [M]');
  });

  it('show what a hidden health transition does to other states', () => {
    const traced = new Traced();
    const feed = feedOf(traced);
    feed.add('Work');
    feed.add(['Healthcheck', 'Done']);
    expect(traced.names).not.toContain('0: [add] Done Healthcheck');
    expect(traced.span('0:Work', 1).endMs).toBeDefined();
    expect(traced.span('0:Done', 1).attributes['tx_id']).toMatch(/^[0-9a-f]{16}$/);
  });

  it('agree with the machine after a final handler threw', () => {
    const traced = new Traced();
    class Broken extends Machine.of(schema) {
      DoneState(): void {
        throw new Error('boom');
      }
    }
    const feed = new Broken({ id: 'feed', tracers: [traced.tracer] });
    feed.add('Work');
    feed.add('Done');
    const open = traced.sink.spans.filter((span) => span.endMs === undefined).map((span) => span.name);
    expect(open).toEqual(feed.activeStates().map((state) => `0:${state}${state === 'Exception' ? ' [M]' : ''}`));
    expect(traced.span('0: [add] Done').attributes).toMatchObject({
      accepted: false,
      'asyncmachine.tx.result': 'canceled',
      'asyncmachine.tx.canceled_reason': 'error',
    });
  });

  it('follow a machine that reports no finals', () => {
    const traced = new Traced();
    const feed = new Feed({ id: 'remote' });
    const { tracer } = traced;
    feed.bindTracer({
      id: 'network',
      machineInit: (machine) => tracer.machineInit(machine, selection({})),
      transitionInit: (transition) => tracer.transitionInit(transition),
      transitionEnd: (transition) => tracer.transitionEnd(transition),
    });
    feed.add('Work');
    feed.add('Done');
    expect(traced.span('0:Work', 1).endMs).toBeDefined();
    expect(traced.span('0:Done', 1).endMs).toBeUndefined();
  });
});
