import type { TelemetryConfig } from './model.js';

/** A key of the model, dotted; of a record, the record itself. */
export type ConfigKey = PathOf<TelemetryConfig>;

type PathOf<T, Prefix extends string = ''> = {
  [K in keyof T & string]: string extends keyof T ? never : PathAt<NonNullable<T[K]>, `${Prefix}${K}`>;
}[keyof T & string];

type PathAt<T, Path extends string> = T extends readonly unknown[] | string | number | boolean
  ? Path
  : Path | PathOf<T, `${Path}.`>;
