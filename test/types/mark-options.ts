/**
 * What the options of marks may name; compiled by `tsc --noEmit` in both dialects, never run.
 * Every line after `@ts-expect-error` must not compile.
 */
import { args, defineSchema, instrument, Machine, secret, type EventOf, type Secret, type StateOf } from 'statescope';
import { Logged, Metered, Parent, Traced } from 'statescope/decorators';

const schema = defineSchema({
  Loading: { args: args<{ url: string; token: Secret<string> }>() },
  Saving: { args: args<{ path: string }>() },
  Start: {},
});
type On<S extends StateOf<typeof schema>> = EventOf<typeof schema, S>;

@Traced({ args: ['url', 'path'], secret: ['token'], states: { allow: ['Loading', 'feed-1:Other', /^x/] } })
@Metered({ groups: ['transitions'], states: { skip: ['Saving'] } })
@Logged({ args: ['url'], errors: (text) => text.trim(), health: false })
@Parent()
export class Feed extends Machine.of(schema) {
  @Traced({ args: ['url'], result: ['size'], as: 'event', argLength: 100 })
  @Logged({ result: true })
  async LoadingState(e: On<'Loading'>) {
    await fetch(e.args.url, { headers: { authorization: e.args.token.reveal() } });
    return { size: e.args.url.length };
  }

  /** Without a parameter nothing is known of its arguments. */
  @Traced({ args: ['anything'], result: ['something'] })
  StartState(): void {}

  @Metered()
  SavingEnter(): boolean {
    return true;
  }
}

export class WrongNames extends Machine.of(schema) {
  // @ts-expect-error 'ulr' is no argument of this handler
  @Traced({ args: ['url', 'ulr'] })
  LoadingEnter(e: On<'Loading'>): boolean {
    return e.args.url !== '';
  }

  // @ts-expect-error 'pasword' is no argument of this handler
  @Logged({ secret: ['pasword'] })
  SavingState(e: On<'Saving'>): void {
    this.log(e.args.path);
  }

  // @ts-expect-error 'length' is no field of what this handler returns
  @Traced({ result: ['length'] })
  LoadingState(e: On<'Loading'>): Promise<{ size: number }> {
    return Promise.resolve({ size: e.args.url.length });
  }
}

// @ts-expect-error 'Loadign' is no state of this machine
@Traced({ states: { allow: ['Loadign'] } })
export class WrongState extends Machine.of(schema) {}

// @ts-expect-error 'ulr' is an argument of no state
@Logged({ args: ['ulr'] })
export class WrongArgument extends Machine.of(schema) {}

/** A schema without declared arguments says nothing of their names. */
@Traced({ args: ['anything'] })
export class Untyped extends Machine.of({ Start: {} }) {}

// @ts-expect-error no such option
Traced({ args: ['url'], levle: 'ops' });
// @ts-expect-error no such group
Metered({ groups: ['queues'] });
// @ts-expect-error no such style
Traced({ as: 'log' });
// @ts-expect-error a redactor returns a text
Logged({ errors: () => undefined });
// @ts-expect-error no such policy
Traced({ remote: 'ignore' });
// @ts-expect-error a rule has a ratio
Traced({ sample: { slowMs: 10 } });

/** The twin without decorators knows as much. */
export class Plain extends Machine.of(schema) {
  feed: Feed | undefined;
  LoadingState(e: On<'Loading'>): { size: number } {
    return { size: e.args.url.length };
  }
  LoadingSaving(): void {}
}

export const Same: typeof Plain = instrument(Plain, {
  traced: { args: ['url'], secret: ['token'], states: { skip: ['Saving', /^x/] } },
  metered: { groups: ['queue'] },
  logged: 'plain',
  parent: () => Feed,
  handlers: {
    LoadingState: { traced: { args: ['url'], result: ['size'] }, logged: false },
    LoadingSaving: { traced: true },
    SavingExit: { metered: true },
    AnyEnter: { traced: { as: 'event' } },
    ExceptionState: { logged: true },
  },
});
instrument(Plain, { parent: { member: 'feed' } });
instrument(Plain, { parent: true, handlers: { LoadingEnter: { traced: { args: ['unknown here'] } } } });

// @ts-expect-error no such mark
instrument(Plain, { trace: true });
// @ts-expect-error no state of this machine
instrument(Plain, { traced: { states: { allow: ['Loadign'] } } });
// @ts-expect-error no handler of this machine
instrument(Plain, { handlers: { LoadignState: { traced: true } } });
// @ts-expect-error no argument of this handler
instrument(Plain, { handlers: { LoadingState: { traced: { args: ['ulr'] } } } });
// @ts-expect-error no member of this class
instrument(Plain, { parent: { member: 'boss' } });
// @ts-expect-error the class as a function
instrument(Plain, { parent: Feed });

const feed = new Feed();
feed.add('Loading', { url: 'a', token: secret('t') });
// @ts-expect-error the token must be wrapped
feed.add('Loading', { url: 'a', token: 't' });
