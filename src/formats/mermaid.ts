import type { AnyMachine } from '../engine/index.js';
import type { MachineView, StateView } from '../tracer/index.js';

/** How each relation is drawn, from the state that has it to the one it names. */
const ARROWS = { require: '-->', add: '==>', remove: '--x', after: '-.->' } as const;
const RELATIONS = /* @__PURE__ */ Object.keys(ARROWS) as (keyof typeof ARROWS)[];

/** Colours of the classes; a class is declared when a state has it. */
const STYLES = {
  active: 'fill:#2e7d32,stroke:#1b5e20,color:#ffffff',
  auto: 'stroke-dasharray:4 3',
  unknown: 'fill:none,stroke:#c62828,color:#c62828',
} as const;

/** Options of {@link toMermaid}. */
export interface MermaidOptions {
  /** Where a relation leads to: right or down. @default 'LR' */
  readonly direction?: 'LR' | 'TB';
}

type States = Readonly<Record<string, StateView>>;

/**
 * States, relations and, of a machine, the active states as a Mermaid flowchart. Arrows: solid is require, thick is add, one
 * with a cross is remove, dotted is after. A state in a double frame is Multi, one with a dashed border Auto, a red one is named by
 * a relation and not in the schema. Any name is shown as it is.
 * Mermaid draws up to 500 relations unless its own `maxEdges` says otherwise.
 * @param subject a machine, its view, or a schema
 */
export function toMermaid(subject: AnyMachine | MachineView | States, options: MermaidOptions = {}): string {
  const view = viewOf(subject);
  const schema = view?.schema ?? (subject as States);
  const known = view?.stateNames ?? Object.keys(schema);
  const relations = known.flatMap((name) => relationsOf(name, schema[name] as StateView));
  const unknown = [...new Set(relations.map(({ to }) => to))].filter((name) => !known.includes(name));
  const names = [...known, ...unknown];
  const id = (name: string): string => `s${names.indexOf(name)}`;
  const classes = {
    auto: known.filter((name) => schema[name]?.auto === true),
    active: known.filter((name) => view?.is(name) === true),
    unknown,
  };
  const lines = [
    ...names.map((name) => `${id(name)}${shape(name, schema[name]?.multi === true)}`),
    ...relations.map(({ from, kind, to }) => `${id(from)} ${ARROWS[kind]}|${kind}| ${id(to)}`),
    ...Object.entries(classes).flatMap(([name, members]) => classLines(name as keyof typeof STYLES, members.map(id))),
  ];
  return [`flowchart ${options.direction ?? 'LR'}`, ...lines.map((line) => `  ${line}`), ''].join('\n');
}

interface Relation {
  readonly from: string;
  readonly kind: keyof typeof ARROWS;
  readonly to: string;
}

function relationsOf(from: string, state: StateView): readonly Relation[] {
  return RELATIONS.flatMap((kind) =>
    (state[kind] ?? []).filter((to) => to !== from || kind !== 'remove').map((to) => ({ from, kind, to })),
  );
}

function shape(name: string, isMulti: boolean): string {
  return isMulti ? `[["${escape(name)}"]]` : `["${escape(name)}"]`;
}

function classLines(name: keyof typeof STYLES, ids: readonly string[]): readonly string[] {
  return ids.length === 0 ? [] : [`classDef ${name} ${STYLES[name]}`, `class ${ids.join(',')} ${name}`];
}

/** Everything that could mean something to Mermaid, to Markdown or to HTML becomes a character code. */
function escape(name: string): string {
  // A label may not be empty.
  const label = name === '' ? ' ' : name;
  return label.replace(/[^\p{L}\p{N}_ ]|^ | $/gu, (character) => `#${character.codePointAt(0) as number};`);
}

function viewOf(subject: AnyMachine | MachineView | States): MachineView | undefined {
  // A schema may have a state of any name, but its values are never functions.
  if (typeof subject.activeStates !== 'function') return undefined;
  return 'queueLength' in subject && 'view' in subject ? (subject as AnyMachine).view : (subject as MachineView);
}
