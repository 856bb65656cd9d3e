import { Logged, Metered, Parent, Traced } from 'statescope/decorators';
import { marksOf } from 'statescope';
import { Feed } from './classes.js';
import { mistake } from './mistake.js';

type Loose = (...given: readonly unknown[]) => (...call: readonly unknown[]) => void;
/** The decorators as plain JavaScript sees them. */
const loose = { Traced, Metered, Logged, Parent } as unknown as Record<
  'Traced' | 'Metered' | 'Logged' | 'Parent',
  Loose
>;
const bare = loose as unknown as Record<'Traced' | 'Parent', (...call: readonly unknown[]) => void>;

/** What is refused, in the dialect of the file that calls this. */
export function itRefusesMistakes(): void {
  it.each(['Traced', 'Metered', 'Logged'] as const)(
    'refuses @%s on a field, an accessor or a static member',
    (name) => {
      const Decorator = loose[name];
      const place = (kind: string) => new RegExp(`^@${name} stands on ${kind}.*expected a class or a handler method$`);
      const field = () => {
        class Machine {
          @Decorator() retries = 0;
        }
        return Machine;
      };
      const getter = () => {
        class Machine {
          @Decorator() get retries() {
            return 0;
          }
        }
        return Machine;
      };
      const fixed = () => {
        class Machine {
          @Decorator() static DoneState() {}
        }
        return Machine;
      };
      expect(mistake(field)).toMatch(place("field 'retries'"));
      expect(mistake(getter)).toMatch(place("getter 'retries'"));
      expect(mistake(fixed)).toMatch(place("static or private method 'DoneState'"));
    },
  );

  it('refuses @Parent on a method or a static member', () => {
    const method = () => {
      class Item {
        @loose.Parent() owner() {}
      }
      return Item;
    };
    const fixed = () => {
      class Item {
        @loose.Parent() static owner = 1;
      }
      return Item;
    };
    expect(mistake(method)).toMatch(/^@Parent stands on method 'owner'.*expected a submachine class or the member/);
    expect(mistake(fixed)).toMatch(/^@Parent stands on static or private field 'owner'/);
  });

  it('refuses decorators that are written without parentheses', () => {
    const onClass = () => {
      @bare.Traced
      class Machine {}
      return Machine;
    };
    const onMethod = () => {
      class Machine {
        @bare.Traced DoneState() {}
      }
      return Machine;
    };
    const parent = () => {
      @bare.Parent
      class Item {}
      return Item;
    };
    expect(mistake(onClass)).toMatch(/without parentheses.*expected @Traced\(\)/);
    expect(mistake(onMethod)).toMatch(/without parentheses.*expected @Traced\(\)/);
    expect(mistake(parent)).toMatch(/without parentheses.*expected @Parent\(\)/);
  });

  it('refuses settings it cannot read', () => {
    expect(mistake(() => loose.Traced(1))).toContain('a setting it cannot read');
    expect(mistake(() => loose.Traced(null))).toContain('a setting it cannot read');
    expect(mistake(() => loose.Traced('a', 'b'))).toContain('a setting it cannot read');
    expect(mistake(() => loose.Parent('Feed'))).toContain('@Parent(() => ParentClass)');
    expect(mistake(() => loose.Parent(Feed))).toContain('@Parent(() => ParentClass)');
  });

  it('refuses one signal on and off on the same class', () => {
    const define = () => {
      @Traced()
      @Traced(false)
      class Both {}
      return Both;
    };
    expect(mistake(define)).toBe("class 'Both' is marked 'traced' on and off; keep one of the two");
  });

  it('refuses one signal on and off on the same handler', () => {
    const define = () => {
      class Both {
        @Metered(false) @Metered('done') DoneState() {}
      }
      return Both;
    };
    expect(mistake(define)).toMatch(/^member 'DoneState'.* is marked 'metered' on and off/);
  });

  it('refuses two classes or two members of the parent', () => {
    const classes = () => {
      @Parent(() => Feed)
      @Parent(() => Object)
      class Item {}
      return Item;
    };
    const members = () => {
      class Item {
        @Parent() owner = 1;
        @Parent() boss = 2;
      }
      return Item;
    };
    expect(mistake(classes)).toBe("class 'Item' is marked with two parent classes; keep one of the two");
    expect(mistake(members)).toContain('two members that hold the parent, owner and boss');
  });

  it('adds up what two decorators of the same signal say, the upper one winning', () => {
    @Logged({ level: 'ops' })
    @Logged({ name: 'twice', level: 'changes', args: ['url'] })
    class Twice {}
    expect(marksOf(Twice).class.logged).toEqual({ on: true, name: 'twice', options: { level: 'ops', args: ['url'] } });
  });
}
