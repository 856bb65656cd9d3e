import {
  DUMP_SHAPE,
  FORWARDED_SCHEMA_SHAPE,
  FORWARDED_TRANSITION_SHAPE,
  SCHEMA_SHAPE,
  TRANSITION_SHAPE,
} from '../../src/exporters/dbg/index.js';
import {
  BOOL,
  BYTES,
  FLOAT,
  INT,
  INT8,
  INTERFACE,
  STRING,
  TIME,
  UINT,
  array,
  map,
  slice,
  struct,
  type Shape,
} from '../../src/exporters/dbg/gob/index.js';
import { PLACEHOLDER_SHAPE, REQUEST_SHAPE, RESPONSE_SHAPE } from '../../src/exporters/dbg/rpc/rpc-shapes.js';

/** Types that this package has shapes for: what is tested is what it uses. */
const OWN: Readonly<Record<string, Shape>> = {
  'dbg.DbgMsgStruct': SCHEMA_SHAPE,
  'dbg.DbgMsgTx': TRANSITION_SHAPE,
  'server.DbgMsgSchemaFwd': FORWARDED_SCHEMA_SHAPE,
  'server.DbgMsgTx': FORWARDED_TRANSITION_SHAPE,
  '[]*server.Exportable': DUMP_SHAPE,
};

const RPC: Readonly<Record<string, Shape>> = {
  'rpc.Request': REQUEST_SHAPE,
  'rpc.Response': RESPONSE_SHAPE,
  'struct{}': PLACEHOLDER_SHAPE,
};

const BASIC: Readonly<Record<string, Shape>> = {
  bool: BOOL,
  int: INT,
  int64: INT,
  int8: INT8,
  uint64: UINT,
  uint: UINT,
  float64: FLOAT,
  string: STRING,
  '[]byte': BYTES,
  any: INTERFACE,
  'time.Time': TIME,
};

/** Packages of types whose vectors name them without. */
const PACKAGES: Readonly<Record<string, string>> = { Step: 'machine', LogEntry: 'machine', DbgMsgTx: 'dbg' };

/** Makes shapes out of types as Go writes them; a type is the same shape wherever it stands. */
export class GobShapes {
  readonly #structs: Readonly<Record<string, string>>;
  readonly #named: ReadonlyMap<string, string>;
  readonly #made = new Map<string, Shape>();

  constructor(shapes: Readonly<Record<string, string>>) {
    const { named = '', ...structs } = shapes;
    this.#structs = structs;
    this.#named = new Map(fieldsOf(named));
  }

  /** The shape of a type, such as `*dbg.DbgMsgTx` or `map[string][]int`. */
  of(goType: string, name?: string): Shape {
    const type = goType.replace(/^\*/, '');
    const ready = OWN[type] ?? RPC[type] ?? BASIC[type];
    if (ready !== undefined) return ready;
    const known = this.#made.get(type);
    if (known !== undefined) return known;
    const made = this.#make(type, name);
    this.#made.set(type, made);
    return made;
  }

  #make(type: string, name: string | undefined): Shape {
    const [, key, value] = /^map\[(\w+)\](.*)$/.exec(type) ?? [];
    if (key !== undefined && value !== undefined) return map(name ?? '', this.of(key), this.of(value, ''));
    const [, length, element] = /^\[(\d*)\](.*)$/.exec(type) ?? [];
    if (element === undefined) return this.#byName(type, name);
    if (length !== '') return array(name ?? '', this.of(element, ''), Number(length));
    return slice(name ?? '', this.of(element, isNamed(element) ? element : ''), isNamed(element) ? element : '');
  }

  #byName(type: string, name: string | undefined): Shape {
    const short = type.slice(type.lastIndexOf('.') + 1);
    const named = this.#named.get(short);
    if (named !== undefined) return this.#make(named, name ?? short);
    const text = this.#structs[type] ?? this.#structs[short];
    if (text === undefined) throw new Error(`the vectors name no type ${type}`);
    const fields = fieldsOf(text).map(([field, fieldType]): [string, [string, Shape]] => [
      field,
      [field, this.of(fieldType, this.#fieldName(fieldType))],
    ]);
    return struct(name ?? short, Object.fromEntries(fields));
  }

  /** The name that the type of a field goes by: its own, or how it is written. */
  #fieldName(type: string): string {
    const base = type.replace(/^\*/, '');
    if (isNamed(base)) return base;
    return base.replace(/\*(\w+)$/, (whole, short: string) =>
      PACKAGES[short] === undefined ? whole : `*${PACKAGES[short]}.${short}`,
    );
  }
}

function isNamed(type: string): boolean {
  return /^[A-Z]\w*$/.test(type);
}

function fieldsOf(text: string): [name: string, type: string][] {
  return text.split('; ').map((field) => {
    const [name = '', type = ''] = field.split(' ');
    return [name, type];
  });
}
