import { Machine, defineSchema } from 'statescope';

/** A door. No class here is marked: what is observed is bound by hand. */
export class Door extends Machine.of(
  defineSchema({
    Open: { remove: ['Closed'], require: ['Unlocked'] },
    Closed: { remove: ['Open'] },
    Unlocked: {},
  }),
) {}

/** The lock of a door, a submachine. */
export class Lock extends Machine.of(defineSchema({ Turned: { multi: true } })) {}
