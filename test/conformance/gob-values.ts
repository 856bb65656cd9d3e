import type { GobTime, InterfaceValue, Shape } from '../../src/exporters/dbg/index.js';

const RELATION = 'github.com/pancsta/asyncmachine-go/pkg/machine.Relation';
const POINT = 'main.Point';

type Plain = Readonly<Record<string, unknown>>;

/** A value of the vectors, as JSON has it, in the form the codec takes. */
export function fromJson(json: unknown, shape: Shape): unknown {
  switch (shape.kind) {
    case 'int':
    case 'uint':
      return typeof json !== 'string' ? json : Number.isSafeInteger(Number(json)) ? Number(json) : BigInt(json);
    case 'bytes':
      return Uint8Array.from(json as number[]);
    case 'time':
      return fromRfc3339(json as string);
    case 'interface':
      return dynamicOf(json);
    case 'slice':
    case 'array':
      return (json as unknown[]).map((element) => fromJson(element, shape.element));
    case 'map':
      return new Map(
        Object.entries(json as Plain).map(([key, value]) => [fromJson(key, shape.key), fromJson(value, shape.element)]),
      );
    case 'struct':
      return Object.fromEntries(
        shape.fields.flatMap(({ name, key, shape: field }) => {
          const value = (json as Plain)[name];
          return value === undefined ? [] : [[key, fromJson(value, field)]];
        }),
      );
    default:
      return json;
  }
}

/** A decoded value as the vectors show it: zero fields are left out. */
export function toJson(value: unknown, shape: Shape): unknown {
  switch (shape.kind) {
    case 'int':
    case 'uint':
      return typeof value === 'bigint' || Math.abs(value as number) >= 2 ** 53 ? String(value) : value;
    case 'bytes':
      return [...(value as Uint8Array)];
    case 'time':
      return toRfc3339(value as GobTime);
    case 'interface':
      return plainOf((value as InterfaceValue).value);
    case 'slice':
    case 'array':
      return (value as unknown[]).map((element) => toJson(element, shape.element));
    case 'map':
      return Object.fromEntries(
        [...(value as ReadonlyMap<unknown, unknown>)].map(([key, element]) => [
          String(key),
          toJson(element, shape.element),
        ]),
      );
    case 'struct':
      return Object.fromEntries(
        shape.fields.flatMap(({ name, key, shape: field }) => {
          const part = (value as Plain)[key];
          return isZero(part, field) ? [] : [[name, toJson(part, field)]];
        }),
      );
    default:
      return value;
  }
}

function isZero(value: unknown, shape: Shape): boolean {
  if (value === undefined || value === false || value === 0 || value === '') return true;
  return (shape.kind === 'slice' || shape.kind === 'bytes') && (value as { length: number }).length === 0;
}

function dynamicOf(json: unknown): InterfaceValue {
  if (typeof json === 'number') return { typeName: RELATION, value: json };
  return typeof json === 'string' ? { typeName: 'string', value: json } : { typeName: POINT, value: json };
}

function plainOf(value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value as Map<string, unknown>) : value;
}

function fromRfc3339(text: string): GobTime {
  const [, whole = '', fraction = '', zone = ''] = /^([^.Z+]+?T[\d:]+)(?:\.(\d+))?(Z|[+-][\d:]+)$/.exec(text) ?? [];
  const [sign = 1, hours = 0, minutes = 0, seconds = 0] =
    zone === 'Z' ? [] : [zone.startsWith('-') ? -1 : 1, ...zone.slice(1).split(':').map(Number)];
  const offsetSeconds = sign * (hours * 3600 + minutes * 60 + seconds);
  return {
    seconds: Date.parse(`${whole}Z`) / 1000 - offsetSeconds,
    nanoseconds: Number(fraction.padEnd(9, '0')),
    offsetSeconds: zone === 'Z' ? undefined : offsetSeconds,
  };
}

function toRfc3339({ seconds, nanoseconds, offsetSeconds }: GobTime): string {
  const whole = new Date((seconds + (offsetSeconds ?? 0)) * 1000).toISOString().replace(/\.000Z$/, '');
  const fraction = nanoseconds === 0 ? '' : `.${String(nanoseconds).padStart(9, '0').replace(/0+$/, '')}`;
  if (offsetSeconds === undefined) return `${whole}${fraction}Z`;
  const minutes = Math.floor(Math.abs(offsetSeconds) / 60);
  const two = (part: number) => String(part).padStart(2, '0');
  // RFC 3339 knows no seconds in a zone; the vectors show them all the same where they write them.
  const rest = Math.abs(offsetSeconds) % 60;
  const tail = rest === 0 ? '' : `:${two(rest)}`;
  return `${whole}${fraction}${offsetSeconds < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}${tail}`;
}
