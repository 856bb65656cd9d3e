import { FORM } from '../../src/copies.js';
import { marksOf, toMark, writeClassMark, writeHandlerMark, writeParentMark } from '../../src/metadata/index.js';

const KEY = Symbol.for(`statescope.marks.${FORM}`);

describe('the store of marks', () => {
  it('gives the runtime a metadata symbol that compilers find', () => {
    expect(Symbol.metadata).toBe(Symbol.for('Symbol.metadata'));
  });

  it("writes on the class's own metadata object and leaves what others wrote there", () => {
    class Feed {}
    const metadata = { theirs: 1 };
    Object.defineProperty(Feed, Symbol.metadata, { value: metadata });
    writeClassMark(Feed, 'traced', toMark());
    expect(Feed[Symbol.metadata as never]).toBe(metadata);
    expect(Object.keys(metadata)).toEqual(['theirs']);
    expect(KEY in metadata).toBe(true);
  });

  it("makes a metadata object that inherits the base's where a class has none", () => {
    class Base {}
    writeClassMark(Base, 'traced', toMark());
    class Sub extends Base {}
    writeHandlerMark(Sub, 'DoneState', 'metered', toMark());
    const [base, sub] = [Base, Sub].map((Class) => Reflect.getOwnPropertyDescriptor(Class, Symbol.metadata));
    expect(Object.getPrototypeOf(sub?.value)).toBe(base?.value);
    expect(sub?.enumerable).toBe(false);
  });

  it('takes the metadata object that becomes the own one of a class', () => {
    const metadata = {};
    writeHandlerMark(metadata, 'DoneState', 'traced', toMark('done'));
    class Feed {}
    Object.defineProperty(Feed, Symbol.metadata, { value: metadata });
    expect(marksOf(Feed).handlers.get('DoneState')).toEqual({ traced: toMark('done') });
  });

  it('does not mistake inherited metadata for own metadata', () => {
    class Base {}
    writeClassMark(Base, 'traced', toMark('base'));
    class Sub extends Base {}
    writeClassMark(Sub, 'traced', toMark(false));
    expect(marksOf(Base).class.traced).toEqual(toMark('base'));
    expect(marksOf(Sub).class.traced).toEqual(toMark(false));
  });

  it('works for classes that extend null and classes whose metadata is null', () => {
    class Nothing extends (null as unknown as typeof Object) {}
    class Odd {}
    Object.defineProperty(Odd, Symbol.metadata, { value: null, configurable: true });
    expect(marksOf(Nothing).class).toEqual({});
    writeClassMark(Odd, 'logged', toMark());
    expect(marksOf(Odd).class).toEqual({ logged: toMark() });
  });

  it('names an anonymous class in its errors', () => {
    const Nameless = (() => class {})();
    writeClassMark(Nameless, 'traced', toMark());
    expect(() => writeClassMark(Nameless, 'traced', toMark(false))).toThrow(
      "class '(anonymous)' is marked 'traced' on and off; keep one of the two",
    );
    expect(() => writeParentMark({}, { member: 'a' }, 'Item')).not.toThrow();
  });

  it('keeps what was written when a contradiction is refused', () => {
    class Item {}
    writeParentMark(Item, { member: 'owner' });
    expect(() => writeParentMark(Item, { member: 'boss' })).toThrow("class 'Item' is marked with two members");
    writeParentMark(Item, { member: 'owner', parentClass: () => Object });
    expect(marksOf(Item).parent).toMatchObject({ member: 'owner' });
  });
});
