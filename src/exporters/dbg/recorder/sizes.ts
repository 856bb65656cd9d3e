/** Bytes of a number in a record at most. */
export const NUMBER_BYTES = 8;
/** Of a clock that changed: its index and its difference. */
export const CHANGE_BYTES = 12;
/** Of the fixed part of a record. */
export const FIXED_BYTES = 160;
