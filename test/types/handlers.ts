/**
 * What `implements Handlers<...>` allows and catches; compiled by `tsc --noEmit`, never run.
 * Every line after `@ts-expect-error` must not compile.
 */
import { args, defineSchema, Machine, type EventOf, type Handlers, type MachineEvent } from 'statescope';

const schema = defineSchema({ A: { args: args<{ size: number }>() }, B: {} });
type On<S extends 'A' | 'B'> = EventOf<typeof schema, S>;

export class Allowed extends Machine.of(schema) implements Handlers<typeof schema> {
  AEnter(event: On<'A'>): boolean {
    return event.args.size > 0;
  }
  AExit(): void {}
  async AState(event: On<'A'>): Promise<number> {
    await Promise.resolve();
    return event.args.size;
  }
  BEnd = (event: On<'B'>): boolean => event.isValid();
  AB(event: MachineEvent): boolean {
    return !event.signal.aborted;
  }
  BB(): boolean {
    return true;
  }
  ExceptionState(event: MachineEvent): void {
    const error: Error | undefined = event.error;
    this.log(String(error));
  }
  AnyEnter(): boolean {
    return true;
  }
  AnyState(): void {}
  resetState(): void {}
}

export class WrongArgs extends Machine.of(schema) implements Handlers<typeof schema> {
  // @ts-expect-error the state has arguments of another type
  AState(event: MachineEvent<{ readonly size: string }>): void {
    this.log(event.args.size);
  }
}

export class WrongParameter extends Machine.of(schema) implements Handlers<typeof schema> {
  // @ts-expect-error a handler takes an event
  BState(count: number): number {
    return count;
  }
}

export class AsyncNegotiation extends Machine.of(schema) implements Handlers<typeof schema> {
  // @ts-expect-error negotiation is synchronous
  async BEnter(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

export class WrongResult extends Machine.of(schema) implements Handlers<typeof schema> {
  // @ts-expect-error a negotiation handler says yes or no
  AB(): string {
    return 'no';
  }
}
