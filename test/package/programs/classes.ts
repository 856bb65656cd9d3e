import { Machine } from 'statescope';

export class Feed extends Machine.of({ Start: {} }) {}
