import {
  announce,
  onMarked,
  isMarked,
  marksOf,
  toMark,
  writeClassMark,
  writeHandlerMark,
  writeParentMark,
} from '../../src/metadata/index.js';

function chain() {
  class Base {}
  class Middle extends Base {}
  class Leaf extends Middle {}
  return { Base, Middle, Leaf };
}

describe('marksOf', () => {
  it('gives the same object while nothing changes', () => {
    const { Base, Leaf } = chain();
    writeClassMark(Base, 'traced', toMark());
    expect(marksOf(Leaf)).toBe(marksOf(Leaf));
    class Unmarked {}
    expect(marksOf(Unmarked)).toBe(marksOf(Unmarked));
  });

  it('gives the same object when other classes are marked, and another when a base is', () => {
    const { Base, Middle, Leaf } = chain();
    writeClassMark(Base, 'traced', toMark());
    const before = marksOf(Leaf);
    class Other {}
    writeClassMark(Other, 'traced', toMark());
    expect(marksOf(Leaf)).toBe(before);
    writeHandlerMark(Middle, 'DoneState', 'traced', toMark());
    expect(marksOf(Leaf)).not.toBe(before);
  });

  it('sees marks whose class gets its metadata after it was first read', () => {
    class Base {}
    class Late extends Base {}
    const metadata = {};
    writeClassMark(metadata, 'metered', toMark());
    writeClassMark(Base, 'traced', toMark());
    expect(Object.keys(marksOf(Late).class)).toEqual(['traced']);
    Object.defineProperty(Late, Symbol.metadata, { value: metadata });
    announce(Late);
    expect(Object.keys(marksOf(Late).class)).toEqual(['traced', 'metered']);
  });

  it('sees what a listener writes when it is told of the class', () => {
    const { Base, Leaf } = chain();
    writeClassMark(Base, 'traced', toMark());
    const stop = onMarked((Class) => {
      writeClassMark(Class, 'metered', toMark());
    });
    expect(Object.keys(marksOf(Leaf).class)).toEqual(['traced', 'metered']);
    stop();
  });

  it('sees a mark that is added to a base after it was read', () => {
    const { Base, Leaf } = chain();
    expect(marksOf(Leaf).class).toEqual({});
    writeClassMark(Base, 'metered', toMark());
    expect(marksOf(Leaf).class).toEqual({ metered: toMark() });
    writeHandlerMark(Base, 'DoneState', 'traced', toMark());
    expect(marksOf(Leaf).handlers.has('DoneState')).toBe(true);
  });

  it('lets the nearest class win per signal, without merging options', () => {
    const { Base, Middle, Leaf } = chain();
    writeClassMark(Base, 'logged', toMark({ level: 'ops', args: ['url'] }));
    writeClassMark(Base, 'traced', toMark());
    writeClassMark(Middle, 'logged', toMark('mid'));
    expect(marksOf(Leaf).class).toEqual({ logged: toMark('mid'), traced: toMark() });
  });

  it('lets the nearest class win per handler and signal', () => {
    const { Base, Middle, Leaf } = chain();
    writeHandlerMark(Base, 'DoneState', 'traced', toMark('base'));
    writeHandlerMark(Base, 'DoneState', 'metered', toMark());
    writeHandlerMark(Leaf, 'DoneState', 'traced', toMark(false));
    expect(marksOf(Middle).handlers.get('DoneState')).toEqual({ traced: toMark('base'), metered: toMark() });
    expect(marksOf(Leaf).handlers.get('DoneState')).toEqual({ traced: toMark(false), metered: toMark() });
  });

  it('drops handler marks of bases where a class takes the signal away', () => {
    const { Base, Middle, Leaf } = chain();
    writeHandlerMark(Base, 'DoneState', 'traced', toMark());
    writeClassMark(Middle, 'traced', toMark(false));
    writeHandlerMark(Leaf, 'StartState', 'traced', toMark());
    expect([...marksOf(Middle).handlers.keys()]).toEqual([]);
    expect([...marksOf(Leaf).handlers.keys()]).toEqual(['StartState']);
    expect([...marksOf(Base).handlers.keys()]).toEqual(['DoneState']);
  });

  it('keeps handler marks of the class that takes the signal away', () => {
    class Feed {}
    writeClassMark(Feed, 'traced', toMark(false));
    writeHandlerMark(Feed, 'DoneState', 'traced', toMark());
    expect(marksOf(Feed).handlers.get('DoneState')).toEqual({ traced: toMark() });
  });

  it('joins the class and the member of the parent from different classes', () => {
    const { Base, Middle, Leaf } = chain();
    writeParentMark(Base, { member: 'owner', parentClass: () => Base });
    writeParentMark(Leaf, { parentClass: () => Middle });
    expect(marksOf(Leaf).parent?.member).toBe('owner');
    expect(marksOf(Leaf).parent?.parentClass?.()).toBe(Middle);
    expect(marksOf(Middle).parent?.parentClass?.()).toBe(Base);
  });
});

describe('isMarked', () => {
  it('holds for any mark, own or inherited, also one that takes away', () => {
    const { Base, Middle, Leaf } = chain();
    writeClassMark(Middle, 'traced', toMark(false));
    expect([Base, Middle, Leaf].map(isMarked)).toEqual([false, true, true]);
    class Item {}
    writeParentMark(Item, {});
    expect(isMarked(Item)).toBe(true);
  });
});
