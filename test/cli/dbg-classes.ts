import { Machine, defineSchema } from 'statescope';
import { Traced } from 'statescope/decorators';

// Marked: the command knows every marked class once the files are loaded.

const schema = defineSchema({ A: {}, B: {}, C: {}, D: {}, E: {}, Exception: { multi: true } });

/** What the machine of the recorded session `nested` does. */
@Traced()
export class Nested extends Machine.of(schema) {
  AState(): void {
    this.add('B');
    this.add('C');
    this.remove('A');
    this.addErr(new Error('err'));
  }
  BEnter(): void {
    this.add('E');
  }
}

/** Has forgotten a part of it. */
@Traced()
export class Changed extends Machine.of(schema) {
  AState(): void {
    this.add('C');
  }
}
