import { Metered, Parent, Traced } from '../../decorators/index.js';
import { Machine, defineSchema } from '../../src/index.js';
import { Toggles, hasShape, shapeOf } from '../../src/instrument/index.js';
import type { ClassShape } from '../../src/tracer/index.js';

const schema = defineSchema({ Start: {}, Busy: { require: ['Start'] }, End: {} });

@Metered('feeds')
class Feed extends Machine.of(schema) {
  StartState() {}
  BusyEnd() {}
  StartEnd() {}
  AnyEnter() {}
  AnyState() {}
  restart() {}
  resetState() {}
  get BusyState() {
    throw new Error('never read');
  }
}

class Louder extends Feed {
  BusyExit() {}
  override StartState() {}
}

@Parent(() => Feed)
class Item extends Machine.of(schema) {
  @Metered(false)
  StartState() {}
  @Metered()
  BusyState() {}
}

@Parent(() => Item)
class Part extends Machine.of(schema) {}

@Parent(() => Feed)
@Metered(false)
class Quiet extends Machine.of(schema) {}

class Held extends Machine.of(schema) {
  @Parent()
  readonly owner: Feed | undefined;
}

@Parent(() => Node)
class Node extends Machine.of(schema) {}

const handlers = (shape: ClassShape) => shape.handlers.map(({ name, phase }) => `${name} ${phase}`).sort();

test('states include Exception, relations included', () => {
  expect(shapeOf(Feed).states).toEqual({ ...schema, Exception: { multi: true } });
});

test('handlers are the methods of states with their phase, own and inherited, and accessors, which are not read', () => {
  const of = ['AnyEnter negotiation', 'AnyState final', 'BusyEnd final', 'BusyEnd negotiation'];
  expect(handlers(shapeOf(Feed))).toEqual([
    ...of,
    'BusyState final',
    'StartEnd final',
    'StartEnd negotiation',
    'StartState final',
  ]);
  expect(handlers(shapeOf(Louder))).toContain('BusyExit negotiation');
  expect(handlers(shapeOf(Louder)).filter((line) => line.startsWith('StartState'))).toHaveLength(1);
});

test('the marks of the class say what is selected', () => {
  expect(shapeOf(Feed).selection('metered')).toMatchObject({ wholeMachine: true, options: { name: 'feeds' } });
  expect(shapeOf(Feed).selection('traced')).toBeUndefined();
});

test('a submachine has what its parent class passes on, over two levels, with its own handler marks', () => {
  const selection = shapeOf(Item).selection('metered');
  expect(selection).toMatchObject({ wholeMachine: true, options: { name: 'feeds' } });
  expect(selection?.handler('StartState')).toBe(false);
  expect(shapeOf(Part).selection('metered')?.wholeMachine).toBe(true);
});

test('a submachine that is marked off has nothing, one with a parent of any class may have everything', () => {
  expect(shapeOf(Quiet).selection('metered')).toBeUndefined();
  expect(shapeOf(Held).selection('traced')?.wholeMachine).toBe(true);
});

test('a class that is its own parent comes to an end', () => {
  expect(shapeOf(Node).selection('metered')).toBeUndefined();
});

test('toggles and classes without marks count as the policy says', () => {
  const off = { toggles: new Toggles({ Feed: { metered: false } }), unmarked: 'nothing' } as const;
  expect(shapeOf(Feed, off).selection('metered')).toBeUndefined();
  expect(shapeOf(Item, off).selection('metered')?.wholeMachine).toBe(true);
  const all = { toggles: new Toggles(), unmarked: 'signals' } as const;
  expect(shapeOf(Feed, all).selection('traced')?.wholeMachine).toBe(true);
});

test('options that the configuration puts in place of those of marks count', () => {
  const classOptions = [{ pattern: 'Fe*', signal: 'metered', options: { groups: ['queue'] } }] as const;
  const policy = { toggles: new Toggles(), unmarked: 'nothing', classOptions } as const;
  expect(shapeOf(Feed, policy).selection('metered')?.options).toMatchObject({ name: 'feeds', groups: ['queue'] });
});

test('a class without a static schema has no shape, and the error says what to do', () => {
  class Bare extends Machine {
    constructor() {
      super(schema);
    }
  }
  expect(hasShape(Bare)).toBe(false);
  expect(hasShape(Feed)).toBe(true);
  expect(() => shapeOf(Bare)).toThrow('class Bare has no static schema: let it extend Machine.of(schema)');
});

test('a marked handler alone selects handlers only', () => {
  class One extends Machine.of(schema) {
    @Traced()
    StartState() {}
  }
  expect(shapeOf(One).selection('traced')).toMatchObject({ wholeMachine: false, anyHandler: true });
});
