import 'reflect-metadata';
import { Logged, Metered, Parent, Traced } from 'statescope/decorators';
import { container, injectable } from 'tsyringe';
import { marksOf } from 'statescope';
import { Feed, Louder, Plain } from './classes.js';

const note =
  (seen: unknown[]) =>
  (target: unknown): void => {
    seen.push(target);
  };

/** Like many decorators of the legacy kind, it takes the class and lets metadata be read through Reflect. */
const tagged =
  (tag: string) =>
  (target: abstract new (...args: never[]) => object): void => {
    Reflect.defineMetadata('tag', tag, target);
    injectable()(target as new () => object);
  };

function shape(Class: { readonly name: string; readonly prototype: object }) {
  return { own: Object.getOwnPropertyNames(Class), members: Object.getOwnPropertyDescriptors(Class.prototype) };
}

/** Compilers indent the two classes differently. */
const sourceOf = (method: unknown) => String(method).replace(/\s+/g, ' ');

/** That decorators change nothing but marks, in the dialect of the file that calls this. */
export function itLeavesEverythingElseAlone(): void {
  it('hands the same class and the same function to every other decorator, before and after', () => {
    const classesSeen: unknown[] = [];
    const last = note(classesSeen);
    @last
    @Traced()
    @last
    @Metered()
    @Logged()
    @Parent()
    @last
    class Machine {}
    expect(new Set(classesSeen)).toEqual(new Set([Machine]));
    expect(classesSeen).toHaveLength(3);
  });

  it('leaves descriptors, names and lengths of methods as they are', () => {
    class Bare {
      DoneState(first: unknown, second: unknown): unknown {
        return [first, second];
      }
    }
    class Marked {
      @Traced()
      @Metered(false)
      @Logged({ level: 'ops' })
      DoneState(first: unknown, second: unknown): unknown {
        return [first, second];
      }
    }
    const bare = shape(Bare);
    const marked = shape(Marked);
    expect(marked.own).toEqual(bare.own);
    expect(Object.keys(marked.members)).toEqual(Object.keys(bare.members));
    const { value, ...flags } = marked.members['DoneState'] ?? {};
    expect(flags).toEqual({ writable: true, enumerable: false, configurable: true });
    const { name, length } = value as typeof Marked.prototype.DoneState;
    expect([name, length]).toEqual(['DoneState', 2]);
    expect(sourceOf(value)).toBe(sourceOf(Bare.prototype.DoneState));
  });

  it('defines no member on the instance beyond what the class declares', () => {
    class Item {
      @Parent()
      owner: object | undefined = Plain;
    }
    const item = new Item();
    expect(Object.getOwnPropertyDescriptors(item)).toEqual({
      owner: { value: Plain, writable: true, enumerable: true, configurable: true },
    });
  });

  it('lets overriding methods call the original through super', async () => {
    const machine = new Louder();
    expect(machine.ReadyState()).toBe('louder feed');
    expect(await machine.DownloadingState()).toBe('louder feed');
    expect(new Feed().ReadyState()).toBe('feed');
  });

  it('lives beside tsyringe and reflect-metadata, above and below', () => {
    @Traced()
    @tagged('below')
    class Below {}
    @tagged('above')
    @Traced()
    class Above {}
    for (const [Class, tag] of [
      [Below, 'below'],
      [Above, 'above'],
    ] as const) {
      expect(Reflect.getMetadataKeys(Class)).toEqual(['tag']);
      expect(Reflect.getMetadata('tag', Class)).toBe(tag);
      expect(container.createChildContainer().resolve<object>(Class)).toBeInstanceOf(Class);
      expect(marksOf(Class).class).toEqual({ traced: { on: true, options: {} } });
    }
  });
}
