import { Machine, defineSchema } from '../../src/index.js';
import { Logged, Metered, Parent, Traced } from '../../decorators/index.js';

export const schema = defineSchema({ Start: {}, Busy: { require: ['Start'] } });

/** Marked with every signal. */
@Traced({ args: ['url'] })
@Metered()
@Logged({ level: 'changes' })
export class Feed extends Machine.of(schema) {}

/** A submachine with no mark of its own. */
@Parent(() => Feed)
export class Item extends Machine.of(schema) {}

/** A submachine of a submachine. */
@Parent(() => Item)
export class Part extends Machine.of(schema) {}

/** Has no mark at all. */
export class Plain extends Machine.of(schema) {}
