import { CANCELED, defineSchema, EXECUTED, Machine, type Handlers } from 'statescope';
import { Logged, Metered, Parent, Traced } from 'statescope/decorators';

const schema = defineSchema({ Start: {}, Ready: { auto: true, require: ['Start'] }, Shut: {} });

@Traced()
@Metered()
@Logged()
@Parent()
class Marked extends Machine.of(schema) implements Handlers<typeof schema> {
  readonly calls: string[] = [];

  @Traced({ args: ['url'] })
  ReadyState(): void {
    this.calls.push('ReadyState');
  }

  @Metered()
  @Logged(false)
  ShutEnter(): boolean {
    this.calls.push('ShutEnter');
    return false;
  }
}

@Traced(false)
class Below extends Marked {
  @Logged()
  override ReadyState(): void {
    super.ReadyState();
    this.calls.push('Below.ReadyState');
  }
}

/** That marked machines run as if they were not, in the dialect of the file that calls this. */
export function itLeavesMachinesAsTheyAre(): void {
  it('runs each marked handler once and keeps its veto', () => {
    const machine = new Marked({ id: 'marked' });
    expect(machine.add('Start')).toBe(EXECUTED);
    expect(machine.add('Shut')).toBe(CANCELED);
    expect(machine.activeStates()).toEqual(['Start', 'Ready']);
    expect(machine.calls).toEqual(['ReadyState', 'ShutEnter']);
  });

  it('runs an overriding handler once, and the original only through super', () => {
    const machine = new Below({ id: 'below' });
    machine.add('Start');
    expect(machine.calls).toEqual(['ReadyState', 'Below.ReadyState']);
  });
}
