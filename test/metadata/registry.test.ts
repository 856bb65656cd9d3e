import {
  announce,
  markedClasses,
  marksOf,
  onMarked,
  toMark,
  writeClassMark,
  writeHandlerMark,
} from '../../src/metadata/index.js';
import type * as metadata from '../../src/metadata/index.js';

function listening(run: (seen: unknown[]) => void): void {
  const seen: unknown[] = [];
  const stop = onMarked((Class) => seen.push(Class));
  try {
    run(seen);
  } finally {
    stop();
  }
}

describe('the registry of marked classes', () => {
  it('tells of a class once, however many marks it gets', () => {
    listening((seen) => {
      class Feed {}
      writeClassMark(Feed, 'traced', toMark());
      writeHandlerMark(Feed, 'DoneState', 'metered', toMark());
      marksOf(Feed);
      announce(Feed);
      expect(seen).toEqual([Feed]);
      expect(markedClasses()).toContain(Feed);
    });
  });

  it('tells of a class with inherited marks when its marks are first read', () => {
    class Base {}
    writeClassMark(Base, 'traced', toMark());
    class Sub extends Base {}
    listening((seen) => {
      expect(markedClasses()).not.toContain(Sub);
      marksOf(Sub);
      marksOf(Sub);
      expect(seen).toEqual([Sub]);
    });
  });

  it('does not tell of classes without a mark', () => {
    listening((seen) => {
      class Plain {}
      marksOf(Plain);
      expect(seen).toEqual([]);
      expect(markedClasses()).not.toContain(Plain);
    });
  });

  it('stops telling when asked', () => {
    const seen: unknown[] = [];
    onMarked((Class) => seen.push(Class))();
    class Feed {}
    writeClassMark(Feed, 'traced', toMark());
    expect(seen).toEqual([]);
  });

  it('lets a listener read the marks of the class it is told of', () => {
    class Feed {}
    const seen: unknown[] = [];
    const stop = onMarked((Class) => seen.push(marksOf(Class).class));
    writeClassMark(Feed, 'traced', toMark());
    stop();
    expect(seen).toEqual([{ traced: toMark() }]);
  });

  it('is shared by every copy of the package in the process', () => {
    class Feed {}
    writeClassMark(Feed, 'traced', toMark());
    listening((seen) => {
      jest.isolateModules(() => {
        const copy = jest.requireActual<typeof metadata>('../../src/metadata/index.js');
        expect(copy.marksOf).not.toBe(marksOf);
        expect(copy.marksOf(Feed)).toBe(marksOf(Feed));
        expect(copy.markedClasses()).toContain(Feed);
        copy.writeHandlerMark(Feed, 'DoneState', 'logged', copy.toMark());
        class Other {}
        copy.writeClassMark(Other, 'metered', copy.toMark());
        expect(seen).toEqual([Other]);
      });
    });
    expect(marksOf(Feed).handlers.get('DoneState')).toEqual({ logged: toMark() });
  });
});
