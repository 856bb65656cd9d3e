import { Machine, args, defineSchema, instrument, marksOf } from 'statescope';
import type { ClassMarks, EventOf } from 'statescope';
import { Logged, Metered, Parent, Traced } from 'statescope/decorators';

const schema = defineSchema({ Start: {}, Loading: { args: args<{ url: string; token: string }>() } });

class Owner {}

@Traced({ args: ['url'], secret: ['token'], states: { allow: ['Start', /^x/] }, sample: { ratio: 0.5 } })
@Metered('loads')
@Logged({ level: 'ops', name: 'load' })
@Parent(() => Owner)
class Decorated extends Machine.of(schema) {
  @Traced({ as: 'event', args: ['url'], result: ['size'], name: 'work' })
  @Metered(false)
  LoadingState(event: EventOf<typeof schema, 'Loading'>) {
    return { size: event.args.url.length };
  }
  @Logged()
  StartEnter() {
    return true;
  }
}

class Plain extends Machine.of(schema) {
  LoadingState(event: EventOf<typeof schema, 'Loading'>) {
    return { size: event.args.url.length };
  }
  StartEnter() {
    return true;
  }
}

function written(Class: { readonly name: string; readonly prototype: unknown }): unknown {
  const { class: own, handlers, parent }: ClassMarks = marksOf(Class);
  return { own, handlers: [...handlers].sort(([a], [b]) => (a < b ? -1 : 1)), parent: parent?.parentClass?.() };
}

/** That `instrument()` is the twin of the decorators, in the dialect of the file that calls this. */
export function itMarksWithoutDecorators(): void {
  it('writes the marks that decorators write', () => {
    const Marked = instrument(Plain, {
      traced: { args: ['url'], secret: ['token'], states: { allow: ['Start', /^x/] }, sample: { ratio: 0.5 } },
      metered: 'loads',
      logged: { level: 'ops', name: 'load' },
      parent: () => Owner,
      handlers: {
        LoadingState: { traced: { as: 'event', args: ['url'], result: ['size'], name: 'work' }, metered: false },
        StartEnter: { logged: true },
      },
    });
    expect(Marked).toBe(Plain);
    expect(written(Plain)).toStrictEqual(written(Decorated));
  });

  it('adds to what decorators wrote, and refuses to contradict it', () => {
    @Traced()
    class Half extends Machine.of(schema) {}
    instrument(Half, { metered: true, traced: { args: ['url'] } });
    expect(marksOf(Half).class).toEqual({
      traced: { on: true, options: { args: ['url'] } },
      metered: { on: true, options: {} },
    });
    expect(() => instrument(Half, { traced: false })).toThrow("class 'Half' is marked 'traced' on and off");
  });

  it('takes away what a base class gives', () => {
    class Quiet extends Decorated {}
    instrument(Quiet, { traced: false, handlers: { StartEnter: { logged: false } } });
    expect(marksOf(Quiet).class.traced?.on).toBe(false);
    expect(marksOf(Quiet).handlers.get('StartEnter')?.logged?.on).toBe(false);
    expect(marksOf(Quiet).handlers.get('LoadingState')).toEqual({ metered: { on: false, options: {} } });
  });

  it('marks the member that holds the parent', () => {
    class Held extends Machine.of(schema) {
      owner: Owner | undefined;
    }
    class Typed extends Held {}
    instrument(Held, { parent: { member: 'owner' } });
    instrument(Typed, { parent: { class: () => Owner, member: 'owner' } });
    expect(marksOf(Held).parent).toEqual({ member: 'owner' });
    expect(marksOf(Typed).parent?.parentClass?.()).toBe(Owner);
    class Any extends Machine.of(schema) {}
    expect(marksOf(instrument(Any, { parent: true })).parent).toEqual({});
  });

  it('refuses what only callers without types can hand over, before it writes anything', () => {
    class Loose extends Machine.of(schema) {}
    class Frozen extends Machine.of(schema) {}
    Object.freeze(Frozen);
    const loosely = instrument as (Class: unknown, marks?: unknown) => void;
    const refusals: readonly (readonly [unknown, unknown, string])[] = [
      [undefined, { traced: true }, 'instrument: undefined is no class; expected instrument(Feed, { traced: true })'],
      [new Loose(), { traced: true }, 'an object is no class'],
      [Frozen, { traced: true }, "class 'Frozen' is frozen; expected marks before that"],
      [Loose, undefined, "the marks of class 'Loose' are undefined; expected an object, { traced: true }"],
      [Loose, { traced: true, metered: 1 }, "metered of class 'Loose' is 1; expected true, false, a name or options"],
      [Loose, { traced: null }, "traced of class 'Loose' is null"],
      [Loose, { traced: true, handlers: 'StartState' }, "handlers of class 'Loose' is StartState"],
      [Loose, { handlers: { StartState: true } }, "the mark of method 'StartState' of class 'Loose' is true"],
      [Loose, { handlers: { StartState: { traced: 0 } } }, "traced of method 'StartState' of class 'Loose' is 0"],
      [Loose, { traced: true, parent: Owner }, "parent of class 'Loose' is the class or function Owner; expected true"],
      [Loose, { parent: {} }, "parent of class 'Loose' is an object; expected true, () => ParentClass, or { member }"],
    ];
    for (const [Class, marks, message] of refusals) expect(() => loosely(Class, marks)).toThrow(message);
    expect(marksOf(Loose).class).toEqual({});
  });

  it('refuses what is no mark, and what the class does not know, at once', () => {
    class Loose extends Machine.of(schema) {}
    const loosely = instrument as (Class: unknown, marks: unknown) => void;
    const refusal = (marks: unknown) => () => {
      loosely(Loose, marks);
    };
    expect(refusal({ trace: true })).toThrow("class 'Loose': 'trace' is no mark; expected traced, metered, logged");
    expect(refusal({ handlers: { StartState: { log: true } } })).toThrow("method 'StartState' of class 'Loose': 'log'");
    expect(refusal({ traced: { states: { skip: ['Strat'] } } })).toThrow("did you mean 'Start'?");
  });
}
