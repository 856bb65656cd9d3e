/**
 * What the types of the decorators say about real machines; compiled by `tsc --noEmit` in both dialects, never run.
 * Every line after `@ts-expect-error` must not compile.
 */
import { args, defineSchema, instrument, Machine, type EventOf, type Handlers, type StateOf } from 'statescope';
import { Logged, Metered, Parent, Traced } from 'statescope/decorators';

const schema = defineSchema({
  Downloading: { require: ['Start'], remove: ['Ready'], args: args<{ url: string }>() },
  Ready: { auto: true, require: ['Start'], remove: ['Downloading'] },
  Start: {},
});
type On<S extends StateOf<typeof schema>> = EventOf<typeof schema, S>;

@Traced()
@Metered()
@Logged({ level: 'changes' })
export class Feed extends Machine.of(schema) implements Handlers<typeof schema> {
  DownloadingEnter(e: On<'Downloading'>): boolean {
    return e.args.url !== '';
  }

  @Traced({ args: ['url'] })
  async DownloadingState(e: On<'Downloading'>): Promise<void> {
    await fetch(e.args.url, { signal: e.signal });
    this.remove('Downloading');
  }

  ExceptionState(): void {}
  ReadyStart(): void {}
}

@Parent(() => Feed)
@Traced(false)
export class Item extends Feed {
  @Parent()
  feed: Feed | undefined;
  StartState(): void {}
}

// @ts-expect-error no state of the schema
@Traced()
export class Misspelt extends Machine.of(schema) {
  RedyState(): void {}
}

// @ts-expect-error no state of the schema of its base
@Metered()
export class MisspeltBelow extends Feed {
  StratEnter(): void {}
}

/** A class that makes its machines itself. */
@Traced()
@Metered()
@Logged({ states: { skip: ['Ready'] }, args: ['url'] })
@Parent(() => Own)
export class Own extends Machine.of(schema) {
  @Parent(() => Own)
  readonly owner: Own | undefined;
  private constructor() {
    super();
  }
  static make(): Own {
    return new Own();
  }
}
instrument(Own, { traced: true, parent: () => Own, handlers: { ReadyState: { traced: true } } });

// @ts-expect-error no state of the schema
@Traced()
export class MisspeltOwn extends Machine.of(schema) {
  protected constructor() {
    super();
  }
  RedyState(): void {}
}
// @ts-expect-error no handler of this machine
instrument(Own, { handlers: { RedyState: { traced: true } } });
