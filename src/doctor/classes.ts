import { dialectOf, isMarked, marksOf } from '../metadata/index.js';
import type { MachineClass } from '../metadata/index.js';
import { failure, fine, warning } from './finding.js';
import type { Symptom } from './finding.js';
import type { Patient } from './patient.js';

const IMPORT_FIRST = "import 'statescope/decorators' before the files that define machines and before other polyfills";

/** Whether the decorators on classes left their marks. */
export function checkDecorators({ classes, sources }: Patient): readonly Symptom[] {
  if (classes === undefined) return [fine('no classes were looked at; name their files with --from')];
  const found = [...classes.filter((Class) => !isMarked(Class)).flatMap((Class) => lostMarks(Class, sources))];
  for (const Class of classes) found.push(...strayMarks(Class));
  if (found.length > 0) return found;
  const marked = classes.filter(isMarked).length;
  if (marked > 0) return [fine(`${String(marked)} of ${String(classes.length)} machine classes are marked`)];
  const message = classes.length === 0 ? 'no machine class is known' : `none of ${namesOf(classes)} is marked`;
  return [
    warning(`${message}: nothing is observed`, 'mark classes with @Traced, @Metered or @Logged, or use instrument()'),
  ];
}

/** A class without marks that shows that decorators stood on it. */
function lostMarks(Class: MachineClass, sources: readonly string[]): readonly Symptom[] {
  if (foreignMetadata(Class)) {
    const message = `the marks of ${Class.name} stand under another Symbol.metadata: something replaced it after they were written`;
    return [failure(message, IMPORT_FIRST)];
  }
  const decorated = new RegExp(
    `@(Traced|Metered|Logged|Parent)\\b[^;{}]*(?:\\{[^{}]*\\}[^;{}]*)*\\bclass\\s+${escapeForRegExp(Class.name)}\\b`,
  );
  const decorator = sources.map((source) => decorated.exec(source)?.[1]).find((name) => name !== undefined);
  if (decorator === undefined) return [];
  return [
    failure(
      `@${decorator} stands on ${Class.name} in its file, but never ran`,
      'compile decorators (tsc, swc, Babel, esbuild), and check that no plugin strips them; or use instrument()',
    ),
  ];
}

/** Marks of handlers that the class does not have. */
function strayMarks(Class: MachineClass): readonly Symptom[] {
  const prototype = Class.prototype as Readonly<Record<string, unknown>>;
  return [...marksOf(Class).handlers.keys()]
    .filter((name) => typeof prototype[name] !== 'function')
    .map((name) => failure(`${Class.name} is marked for ${name}, which is not one of its methods`, 'correct the name'));
}

/** Whether one dialect of decorators is in use, and the symbol it needs is what it was. */
export function checkDialect({ classes = [] }: Patient): readonly Symptom[] {
  if ((Symbol as { readonly metadata?: symbol }).metadata === undefined) {
    return [failure('Symbol.metadata is gone: standard decorators defined from now on lose their marks', IMPORT_FIRST)];
  }
  const by = (dialect: string) => classes.filter((Class) => dialectOf(Class) === dialect);
  const [standard, legacy] = [by('standard'), by('legacy')];
  if (standard.length > 0 && legacy.length > 0) {
    return [
      warning(
        `both dialects of decorators are in use: standard on ${namesOf(standard)}, legacy on ${namesOf(legacy)}`,
        'compile all of the program with or without experimentalDecorators; other libraries may take only one of the two',
      ),
    ];
  }
  if (standard.length > 0) return [fine('decorators are standard ones')];
  return [fine(legacy.length > 0 ? 'decorators are legacy ones (experimentalDecorators)' : 'no decorator has run')];
}

function foreignMetadata(Class: MachineClass): boolean {
  return Object.getOwnPropertySymbols(Class).some(
    (symbol) => symbol !== Symbol.metadata && symbol.description === 'Symbol.metadata',
  );
}

function namesOf(classes: readonly MachineClass[]): string {
  const names = classes.map(({ name }) => name);
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${String(names.length - 5)} more`;
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
