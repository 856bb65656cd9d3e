import { Logged, Metered, Parent, Traced } from 'statescope/decorators';

/** What the decorators' types need of a machine. */
export class Base {
  is(...states: readonly ('Start' | 'Ready' | 'Downloading' | 'Done')[]): boolean {
    return states.length === 0;
  }
}

@Traced()
@Metered()
@Logged({ level: 'changes' })
export class Feed extends Base {
  DownloadingEnter(): boolean {
    return true;
  }

  @Traced({ args: ['url'] })
  async DownloadingState(): Promise<string> {
    return Promise.resolve('feed');
  }

  @Traced(false)
  @Logged('ready')
  ReadyState(): string {
    return 'feed';
  }
}

@Traced('Downloads')
@Metered('downloads')
@Logged()
export class Named extends Base {
  @Metered()
  @Traced({ name: 'work', args: ['url', 'size'] })
  ReadyState(): void {}
}

export class HandlerOnly extends Base {
  @Metered()
  ReadyState(): void {}
}

export class Plain extends Base {
  ReadyState(): void {}
}

/** Takes every trace away, its base's handlers included, and adds one of its own. */
@Traced(false)
export class Quiet extends Feed {
  @Traced()
  StartState(): void {}
}

/** Overrides a marked method without a mark of its own, and calls the original. */
export class Louder extends Feed {
  override async DownloadingState(): Promise<string> {
    return `louder ${await super.DownloadingState()}`;
  }

  @Traced()
  override ReadyState(): string {
    return `louder ${super.ReadyState()}`;
  }
}

@Traced('again')
export class Again extends Quiet {}

@Parent(() => Feed)
export class Item extends Base {}

@Parent()
export class AnyItem extends Base {}

export class Holder extends Base {
  @Parent()
  owner: Feed | undefined;
}

export class TypedHolder extends Base {
  @Parent(() => Feed)
  get owner(): Feed | undefined {
    return undefined;
  }
}

/** Names another parent class; the member comes from the base. */
@Parent(() => Named)
export class OtherHolder extends Holder {}
