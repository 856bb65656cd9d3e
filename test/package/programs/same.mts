// A machine made by an ES module goes where one of the CommonJS half is expected, and the other way round.
import type { Machine as Imported } from 'statescope';
import type { Machine as Required } from 'statescope' with { 'resolution-mode': 'require' };

export const asRequired = (machine: Imported): Required => machine;
export const asImported = (machine: Required): Imported => machine;
