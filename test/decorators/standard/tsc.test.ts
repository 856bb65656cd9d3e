import { isMarked, markedClasses, marksOf, onMarked, type ClassLike } from '../../../src/metadata/index.js';
import { run, type Dialect } from '../shared/compile.js';
import { mistake } from '../shared/mistake.js';

const DIALECTS: readonly Dialect[] = ['standard', 'legacy'];

const FEED = `
  @Traced() @Metered('feeds') @Logged({ level: 'ops' }) @Parent(() => Object)
  class Feed {
    @Parent() owner;
    @Traced({ args: ['url'] }) @Metered(false) DoneState() { return 'feed'; }
    @Logged('ready') ReadyState() {}
  }
  return Feed;`;

const SUB = `
  @Traced(false)
  class Sub extends Base {
    @Traced('own') StartState() {}
    @Logged() DoneState() { return 'sub ' + super.DoneState(); }
  }
  return Sub;`;

type Feed = new () => { DoneState(): string };

function plain(Class: ClassLike): unknown {
  const { class: own, handlers, parent } = marksOf(Class);
  return { own, handlers: Object.fromEntries(handlers), member: parent?.member, parent: parent?.parentClass?.() };
}

describe('classes compiled by tsc', () => {
  it('have identical marks in both dialects', () => {
    const [standard, legacy] = DIALECTS.map((dialect) => plain(run(FEED, dialect) as Feed));
    expect(standard).toEqual(legacy);
    expect(standard).toMatchObject({
      own: { metered: { name: 'feeds' }, logged: { options: { level: 'ops' } } },
      handlers: { DoneState: { traced: { options: { args: ['url'] } }, metered: { on: false } } },
      member: 'owner',
      parent: Object,
    });
  });

  it.each(DIALECTS.flatMap((base) => DIALECTS.map((sub) => [base, sub] as const)))(
    'inherit marks from a base of the %s dialect in the %s dialect',
    (base, sub) => {
      const Base = run(FEED, base) as Feed;
      const Sub = run(SUB, sub, { Base }) as Feed;
      expect(plain(Sub)).toEqual({
        own: {
          traced: { on: false, options: {} },
          metered: { on: true, name: 'feeds', options: {} },
          logged: { on: true, options: { level: 'ops' } },
        },
        handlers: {
          StartState: { traced: { on: true, name: 'own', options: {} } },
          DoneState: { metered: { on: false, options: {} }, logged: { on: true, options: {} } },
          ReadyState: { logged: { on: true, name: 'ready', options: {} } },
        },
        member: 'owner',
        parent: Object,
      });
      expect(marksOf(Base).class.traced?.on).toBe(true);
      expect(new Sub().DoneState()).toBe('sub feed');
    },
  );

  it.each(DIALECTS)('are announced once, as the class that stands at the end, in the %s dialect', (dialect) => {
    const seen: unknown[] = [];
    const stop = onMarked((Class) => seen.push(Class));
    const Class = run(FEED, dialect);
    stop();
    expect(seen).toEqual([Class]);
    expect(markedClasses()).toContain(Class);
  });

  it.each(DIALECTS)('keep their marks when another decorator puts a subclass in their place, %s dialect', (dialect) => {
    const replace = (Class: new () => object) => class Replaced extends Class {};
    for (const order of ['@replace @Traced()', '@Traced() @replace']) {
      const source = `${order} class Feed { @Metered() DoneState() {} } return Feed;`;
      const Class = run(source, dialect, { replace }) as Feed;
      expect(Class.name).toBe('Replaced');
      expect(plain(Class)).toMatchObject({
        own: { traced: { on: true } },
        handlers: { DoneState: { metered: { on: true } } },
      });
    }
  });

  it.each(DIALECTS)('keep marks of methods that another decorator wraps, %s dialect', (dialect) => {
    const wrap = (method: unknown, _name: unknown, descriptor?: PropertyDescriptor) =>
      descriptor ? { ...descriptor, value: () => 'wrapped' } : () => (method ? 'wrapped' : '');
    for (const order of ['@wrap @Traced()', '@Traced() @wrap']) {
      const Class = run(`class Feed { ${order} DoneState() {} } return Feed;`, dialect, { wrap }) as Feed;
      expect(new Class().DoneState()).toBe('wrapped');
      expect(marksOf(Class).handlers.get('DoneState')).toEqual({ traced: { on: true, options: {} } });
    }
  });

  it('are known without a class decorator once their marks are read, in the standard dialect', () => {
    const Class = run('class Feed { @Traced() DoneState() {} } return Feed;', 'standard') as Feed;
    expect(markedClasses()).not.toContain(Class);
    expect(isMarked(Class)).toBe(true);
    expect(markedClasses()).toContain(Class);
  });

  it('may hold the parent in an accessor, in the standard dialect', () => {
    const Class = run('class Item { @Parent() accessor owner = 1; } return Item;', 'standard') as Feed;
    expect(marksOf(Class).parent).toEqual({ member: 'owner' });
  });

  it.each(['@Traced() #DoneState() {}', '@Traced() static DoneState() {}', '@Parent() #owner = 1;'])(
    'refuse %s in the standard dialect',
    (member) => {
      const define = () => run(`class Item { ${member} } return Item;`, 'standard');
      expect(mistake(define)).toContain('static or private');
    },
  );

  it('are refused with a remedy when their compiler passes no metadata', () => {
    const old = (decorator: (...call: never[]) => void) => (value: unknown, context: object) => {
      decorator(...([value, { ...context, metadata: undefined }] as never[]));
    };
    const define = () => run('class Feed { @old(Traced()) DoneState() {} } return Feed;', 'standard', { old });
    expect(mistake(define)).toMatch(
      /@Traced stands on method 'DoneState'; expected a compiler that passes context.metadata/,
    );
  });

  // Babel decorates no computed name in the legacy dialect, so this is not in the shared suite.
  it.each(DIALECTS)('are refused on a method whose name is a symbol, %s dialect', (dialect) => {
    const define = () => run('class Feed { @Traced() [Symbol.iterator]() {} } return Feed;', dialect);
    expect(mistake(define)).toContain("method 'Symbol(Symbol.iterator)'");
  });

  it('are refused when they are decorated as a parameter', () => {
    const define = () => run('class Feed { DoneState(@Traced() e) {} } return Feed;', 'legacy');
    expect(mistake(define)).toContain('a class or a handler method');
  });
});
