import { Logged, Metered, Parent, Traced } from '../../decorators/index.js';
import { TelemetryScope, Toggles, selectionOf } from '../../src/instrument/index.js';
import { Machine } from '../../src/index.js';
import type { Tracer } from '../../src/index.js';
import { Feed, Plain, schema } from '../support/machines.js';

class OneHandler extends Machine.of(schema) {
  @Traced('start work') StartState() {
    return;
  }
  @Traced(false) BusyState() {
    return;
  }
}

@Traced(false)
class Quiet extends Feed {}

class Below extends Feed {
  @Logged(false) StartState() {
    return;
  }
}

test('a class without marks selects nothing', () => {
  expect(selectionOf(Plain, 'traced')).toBeUndefined();
});

test('a class mark selects the whole machine with its options', () => {
  expect(selectionOf(Feed, 'traced')).toMatchObject({
    wholeMachine: true,
    anyHandler: false,
    options: { args: ['url'] },
  });
});

test('handler marks alone select these handlers; a name travels as an option', () => {
  const selection = selectionOf(OneHandler, 'traced');
  expect(selection).toMatchObject({ wholeMachine: false, anyHandler: true, options: {} });
  expect(selection?.handler('StartState')).toEqual({ name: 'start work' });
  expect(selection?.handler('BusyState')).toBe(false);
  expect(selection?.handler('BusyEnter')).toBeUndefined();
  expect(selectionOf(OneHandler, 'metered')).toBeUndefined();
});

test('a class inherits the marks of its base class and adds its own', () => {
  const selection = selectionOf(Below, 'logged');
  expect(selection).toMatchObject({ wholeMachine: true, anyHandler: false, options: { level: 'changes' } });
  expect(selection?.handler('StartState')).toBe(false);
});

test('false takes away what the base class gives, of this signal only', () => {
  expect(selectionOf(Quiet, 'traced')).toBeUndefined();
  expect(selectionOf(Quiet, 'metered')).toBeDefined();
});

test('all machines of a class share one selection', () => {
  expect(selectionOf(Feed, 'metered')).toBe(selectionOf(Feed, 'metered'));
});

test('a mark written later is seen', () => {
  class Late extends Machine.of(schema) {}
  expect(selectionOf(Late, 'metered')).toBeUndefined();
  Metered()(Late);
  expect(selectionOf(Late, 'metered')).toBeDefined();
});

test('a toggle switches off what is marked, and on what is not', () => {
  const toggles = new Toggles({ Feed: { traced: false }, Plain: { traced: true }, Quiet: { traced: true } });
  expect(selectionOf(Feed, 'traced', toggles)).toBeUndefined();
  expect(selectionOf(Feed, 'metered', toggles)).toBeDefined();
  expect(selectionOf(Plain, 'traced', toggles)).toMatchObject({ wholeMachine: true });
  expect(selectionOf(Quiet, 'traced', toggles)).toMatchObject({ wholeMachine: true });
});

test('a toggle that switches on leaves the options of the mark', () => {
  const toggles = new Toggles({ Feed: { traced: true } });
  expect(selectionOf(Feed, 'traced', toggles)).toBe(selectionOf(Feed, 'traced'));
});

describe('arguments that marks call secret', () => {
  @Traced({ secret: ['pin'] })
  class Guarded extends Machine.of(schema) {
    @Logged({ secret: ['token'], args: ['url'] }) StartState() {
      return;
    }
  }
  class BelowGuarded extends Guarded {}

  test.each([Guarded, BelowGuarded])('are secret for every signal of %p', (Class) => {
    const toggles = new Toggles({ '*': { metered: true } });
    expect(selectionOf(Class, 'traced')?.options).toEqual({ secret: ['pin', 'token'] });
    expect(selectionOf(Class, 'logged')?.options).toEqual({ secret: ['pin', 'token'] });
    expect(selectionOf(Class, 'metered', toggles)).toMatchObject({
      wholeMachine: true,
      options: { secret: ['pin', 'token'] },
    });
    expect(selectionOf(Class, 'metered', toggles)).toBe(selectionOf(Class, 'metered', toggles));
  });
});

test('lists of states make a filter, which a class without them has not', () => {
  @Traced({ states: { skip: ['Busy'] } })
  class Filtered extends Machine.of(schema) {}
  const shows = selectionOf(Filtered, 'traced')?.states?.of('any');
  expect(['Start', 'Busy'].map((state) => shows?.(state))).toEqual([true, false]);
  expect(selectionOf(Feed, 'traced')?.states).toBeUndefined();
});

describe('a handler that is marked off on a class without a mark that is on', () => {
  @Parent()
  class Child extends Machine.of(schema) {
    @Metered(false) StartState() {
      return;
    }
  }
  @Parent()
  class Grandchild extends Child {}

  const handlersOf = (make: () => unknown, classes?: Readonly<Record<string, { readonly metered: true }>>) => {
    const seen = new Map<string, unknown>();
    const machineInit: Tracer['machineInit'] = ({ className }, selection) => {
      seen.set(className, [selection.handler('StartState'), selection.handler('BusyState')]);
    };
    const scope = new TelemetryScope({ tracers: [{ id: 'seen', signal: 'metered', machineInit }], classes });
    scope.start();
    make();
    scope.stop();
    return Object.fromEntries(seen);
  };

  test('stays off where the class inherits, also in a class below', () => {
    const feed = () => {
      const parent = new Feed();
      parent.submachine(Child);
      parent.submachine(Grandchild);
    };
    expect(handlersOf(feed)).toMatchObject({ Child: [false, undefined], Grandchild: [false, undefined] });
  });

  test('stays off where a toggle switches the class on', () => {
    expect(handlersOf(() => new Child(), { Child: { metered: true } })).toMatchObject({ Child: [false, undefined] });
  });
});
