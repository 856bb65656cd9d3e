import { marksOf, type ClassMarks } from 'statescope';
import * as classes from './classes.js';

const on = (options: Record<string, unknown> = {}, name?: string) => ({
  on: true,
  ...(name === undefined ? {} : { name }),
  options,
});
const off = { on: false, options: {} };

function marks(Class: { readonly name: string; readonly prototype: unknown }): unknown {
  const { class: own, handlers, parent }: ClassMarks = marksOf(Class);
  return { class: own, handlers: Object.fromEntries(handlers), ...(parent && { parent }) };
}

const feedHandlers = {
  DownloadingState: { traced: on({ args: ['url'] }) },
  ReadyState: { traced: off, logged: on({}, 'ready') },
};
const feedClass = { traced: on(), metered: on(), logged: on({ level: 'changes' }) };

/** What every decorator writes, for classes compiled in the dialect of the file that calls this. */
export function itWritesTheSameMarks(): void {
  it('marks a class and its handlers, bare, with a name, with options and off', () => {
    expect(marks(classes.Feed)).toEqual({ class: feedClass, handlers: feedHandlers });
    expect(marks(classes.Named)).toEqual({
      class: { traced: on({}, 'Downloads'), metered: on({}, 'downloads'), logged: on() },
      handlers: { ReadyState: { metered: on(), traced: on({ args: ['url', 'size'] }, 'work') } },
    });
  });

  it('marks a handler of a class without a mark', () => {
    expect(marks(classes.HandlerOnly)).toEqual({ class: {}, handlers: { ReadyState: { metered: on() } } });
  });

  it('leaves classes without decorators and bases of marked classes unmarked', () => {
    expect(marks(classes.Plain)).toEqual({ class: {}, handlers: {} });
    expect(marks(classes.Base)).toEqual({ class: {}, handlers: {} });
  });

  it('keeps the mark of a method for a method that overrides it without one', () => {
    expect(marks(classes.Louder)).toEqual({
      class: feedClass,
      handlers: { ...feedHandlers, ReadyState: { traced: on(), logged: on({}, 'ready') } },
    });
  });

  it('does not touch the base when a class below marks or overrides', () => {
    marks(classes.Louder);
    marks(classes.Quiet);
    expect(marks(classes.Feed)).toEqual({ class: feedClass, handlers: feedHandlers });
  });

  it('takes away what the bases give for a signal, their handler marks included, but not its own', () => {
    expect(marks(classes.Quiet)).toEqual({
      class: { ...feedClass, traced: off },
      handlers: { ReadyState: { logged: on({}, 'ready') }, StartState: { traced: on() } },
    });
  });

  it('switches a signal on again below a class that took it away', () => {
    expect(marks(classes.Again)).toMatchObject({
      class: { traced: on({}, 'again'), metered: on() },
      handlers: { StartState: { traced: on() } },
    });
  });

  it('marks submachine classes with and without the class of their parent', () => {
    expect(marksOf(classes.Item).parent?.parentClass?.()).toBe(classes.Feed);
    expect(marksOf(classes.AnyItem).parent).toEqual({});
    expect(marksOf(classes.Plain).parent).toBeUndefined();
  });

  it('marks the member that holds the parent', () => {
    expect(marksOf(classes.Holder).parent).toEqual({ member: 'owner' });
    expect(marksOf(classes.TypedHolder).parent?.member).toBe('owner');
    expect(marksOf(classes.TypedHolder).parent?.parentClass?.()).toBe(classes.Feed);
  });

  it('inherits the member and the class of the parent separately', () => {
    expect(marksOf(classes.OtherHolder).parent?.member).toBe('owner');
    expect(marksOf(classes.OtherHolder).parent?.parentClass?.()).toBe(classes.Named);
  });
}
