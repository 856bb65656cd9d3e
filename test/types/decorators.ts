/**
 * What the types of the decorators allow and catch; compiled by `tsc --noEmit` in both dialects, never run.
 * Every line after `@ts-expect-error` must not compile.
 */
import { Logged, Metered, Parent, Traced } from 'statescope/decorators';

class Base {
  is(...states: readonly ('Start' | 'Ready' | 'BackEnd')[]): boolean {
    return states.length === 0;
  }
}

@Traced()
@Metered('feeds')
@Logged({ level: 'ops', args: ['url'], name: 'feed' })
@Parent(() => Parentless)
export class Allowed extends Base {
  @Parent()
  owner: Base | undefined;
  @Parent(() => Base)
  get boss(): Base | undefined {
    return this.owner;
  }

  @Traced()
  @Metered(false)
  ReadyState(): void {}

  @Logged('entered')
  ReadyEnter(event: { readonly args: { readonly url: string } }): boolean {
    return event.args.url === '';
  }

  @Traced({ name: 'work', args: ['url'] })
  async ReadyEnd(): Promise<void> {}

  AnyEnter(): void {}
  AnyState(): void {}
  ExceptionState(): void {}
  /** From one state to another. */
  StartReady(): void {}
  ReadyStart(): void {}
  StartEnd(): void {}
  StartBackEnd(): void {}
  resetState(): void {}
  _HiddenState(): void {}
  State(): void {}
  Helper(): void {}
}

@Traced(false)
@Logged()
@Parent()
export abstract class Parentless {
  constructor(readonly name: string) {}
  @Traced()
  abstractly(): void {}
  DoneState(): void {}
}

// @ts-expect-error a handler of a state that the machine does not have
@Traced()
export class MisspeltState extends Base {
  RedyState(): void {}
}

// @ts-expect-error the same for an upper decorator with options
@Logged({ level: 'ops' })
@Parent()
export class MisspeltEnter extends Base {
  StratEnter(): void {}
}

// @ts-expect-error the first of two states is none of the machine's
@Metered()
export class MisspeltPair extends Base {
  StratBackEnd(): void {}
}

export class Misplaced {
  // @ts-expect-error not on a field
  @Traced() retries = 0;
  // @ts-expect-error not on a getter
  @Metered() get size(): number {
    return this.retries;
  }
  // @ts-expect-error not on a static method
  @Logged() static DoneState(): void {}
  // @ts-expect-error not a static member
  @Parent() static owner: Base | undefined;
  // @ts-expect-error without parentheses
  @Traced DoneEnd(): void {}
}

// @ts-expect-error without parentheses
@Traced
export class Bare {}

// @ts-expect-error a name is a string
Traced(1);
// @ts-expect-error no such option
Traced({ arguments: ['url'] });
// @ts-expect-error a list of names
Traced({ args: 'url' });
// @ts-expect-error no such level
Logged({ level: 'loud' });
// @ts-expect-error the level is no name: an option
Metered({ level: 'ops' });
// @ts-expect-error the class as a function, so that it may be defined later
Parent(Base);
// @ts-expect-error a class, not an instance
Parent(() => new Base());
// @ts-expect-error one setting
Traced('feed', { args: [] });
