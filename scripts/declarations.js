import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { Declared } from './declared.js';

/** Everything that entries lead to; each thing knows which entries those are. */
const reach = (declared, entries) => {
  const things = new Set();
  for (const entry of entries) {
    const waiting = [...entry.exports.values(), ...mentioned(declared, entry.augmentations)];
    for (const thing of waiting) {
      if (thing.entries.has(entry)) continue;
      thing.entries.add(entry);
      things.add(thing);
      waiting.push(...mentioned(declared, thing.statements));
    }
  }
  return things;
};

const mentioned = (declared, statements) =>
  statements.flatMap((statement) => declared.mentionsIn(statement).map(({ thing }) => thing));

/** No two things have the same name, and none that of something of the platform; what is exported chooses first. */
const giveNames = (things, exported, globals) => {
  const taken = new Set(globals);
  for (const thing of new Set([...exported, ...things])) {
    const { name } = thing;
    for (let number = 1; taken.has(thing.name); number++) thing.name = `${name}$${number}`;
    taken.add(thing.name);
  }
};

/** Files by name: things that the same entries lead to, so that nothing is read that an entry does not need. */
const filesOf = (things, folder) => {
  const groups = new Map();
  for (const thing of things) {
    if (!thing.isOurs) continue;
    const key = [...thing.entries].map(({ path }) => path).join();
    groups.set(key, [...(groups.get(key) ?? []), thing]);
  }
  const files = new Map();
  const largestFirst = [...groups.values()].sort((a, b) => widthOf(b) - widthOf(a));
  for (const group of largestFirst) {
    const name = mostOf(group, folder);
    let unique = name;
    for (let number = 2; files.has(unique); number++) unique = `${name}-${number}`;
    for (const thing of group) thing.file = unique;
    files.set(unique, group);
  }
  return files;
};

const widthOf = (group) =>
  group.flatMap(({ statements }) => statements).reduce((sum, statement) => sum + statement.getFullWidth(), 0);

/** The folder of the sources that most of a file comes from. */
const mostOf = (group, folder) => {
  const sizes = new Map();
  for (const statement of group.flatMap(({ statements }) => statements)) {
    const path = relative(folder, statement.getSourceFile().fileName).replace(/^src\//, '');
    const place = /^(?:exporters\/)?[^/]*/
      .exec(path)[0]
      .replace('/', '-')
      .replace(/\.d\.ts$/, '');
    sizes.set(place, (sizes.get(place) ?? 0) + statement.getFullWidth());
  }
  return [...sizes].reduce((most, each) => (each[1] > most[1] ? each : most))[0];
};

/** The text of a statement with the names that things have now, and without what exports it. */
const textOf = (declared, statement) => {
  const { text } = statement.getSourceFile();
  const exported = ts.getModifiers(statement)?.filter(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? [];
  const edits = [
    ...exported.map((modifier) => [modifier.getStart(), modifier.end + 1, '']),
    ...declared.mentionsIn(statement).map(({ start, end, thing }) => [start, end, thing.name]),
  ].sort(([a], [b]) => a - b);
  let result = '';
  let at = statement.getFullStart();
  for (const [from, to, name] of edits) {
    result += text.slice(at, from) + name;
    at = to;
  }
  return (result + text.slice(at, statement.end)).replace(/^\/\/[/#].*$/gm, '').trim();
};

const list = (names) => `{ ${names.join(', ')} }`;
const renamed = (name, other) => (name === other ? name : `${name} as ${other}`);

/** Imports of things from the files and packages they are in; `place` makes a file's name a path. */
const importsOf = (things, place) => {
  const lines = new Map();
  for (const { from, imported, file, name } of new Set(things)) {
    if (imported === '*') lines.set(name, [`* as ${name}`, from]);
    else {
      const source = from ?? place(file);
      const [names = []] = lines.get(source) ?? [];
      lines.set(source, [[...names, from === undefined ? name : renamed(imported, name)], source]);
    }
  }
  return [...lines.values()].map(([names, source]) => {
    return `import ${typeof names === 'string' ? names : list(names)} from '${source}';`;
  });
};

const fileText = (declared, name, group) => {
  const statements = [...new Set(group.flatMap((thing) => thing.statements))].sort(
    (a, b) => compare(a.getSourceFile().fileName, b.getSourceFile().fileName) || a.pos - b.pos,
  );
  const libraries = statements.flatMap((statement) => statement.getSourceFile().libReferenceDirectives);
  const others = mentioned(declared, statements).filter(({ file }) => file !== name);
  return [
    ...new Set(libraries.map(({ fileName }) => `/// <reference lib="${fileName}" preserve="true" />`)),
    ...importsOf(others, (file) => `./${file}.js`),
    ...statements.map((statement) => textOf(declared, statement)),
    `export ${list(group.map((thing) => thing.name))};`,
  ];
};

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** What an entry exports, from where it is; what JavaScript does not export is a type. */
const entryText = (declared, { additions, exports, augmentations, values }, place) => {
  const bySource = new Map();
  for (const [name, { from, imported, file, name: own }] of exports) {
    const key = `${values.has(name) ? '' : ' type'} ${from ?? place(file)}`;
    bySource.set(key, [...(bySource.get(key) ?? []), renamed(from === undefined ? own : imported, name)]);
  }
  return [
    ...new Set(additions.map((name) => `import '${name}';`)),
    ...importsOf(mentioned(declared, augmentations), place),
    ...[...bySource].map(([key, names]) => {
      const [type, source] = key.split(/ (?=[^ ]*$)/);
      return `export${type} ${list(names)} from '${source}';`;
    }),
    ...augmentations.map((statement) => textOf(declared, statement)),
  ];
};

/**
 * Puts declarations of modules together: entries that only export, one for each format, and files that entries share, as
 * CommonJS, which both formats may import; so a class is the same type in both.
 *
 * @param {string} folder the declarations that tsc made
 * @param {readonly { path: string, values: ReadonlySet<string> }[]} entries modules in there, and what their JavaScript exports
 * @returns {Map<string, string>} texts by path in the package's `dist/`
 */
export const declarationsOf = (folder, entries) => {
  const declared = new Declared(folder);
  const known = entries.map(({ path, values }) => {
    const source = join(folder, path);
    const [exports, additions] = [declared.exportsOf(source), declared.additionsOf(source)];
    return { path, values, exports, additions, augmentations: declared.augmentationsOf(source) };
  });
  const things = reach(declared, known);
  giveNames(
    things,
    known.flatMap(({ exports }) => [...exports.values()]),
    declared.globals,
  );
  const texts = new Map();
  for (const [name, group] of filesOf(things, folder)) texts.set(`types/${name}.d.ts`, fileText(declared, name, group));
  for (const entry of known) {
    for (const format of ['esm', 'cjs']) {
      const path = `${format}/${entry.path}`;
      const place = (file) => `${relative(dirname(path), 'types')}/${file}.js`;
      texts.set(path, entryText(declared, entry, place));
    }
  }
  return new Map([...texts].map(([path, lines]) => [path, `${lines.join('\n')}\n`]));
};
