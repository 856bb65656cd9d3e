import { dirname, join } from 'node:path';
import ts from 'typescript';
import { filesBelow } from './output.js';

/** What is behind a name: what declares it here, `statements`, or the name `from` another package, `*` for all of it. */
export class Thing {
  /** Entries that lead to it. */
  entries = new Set();
  /** What it is called wherever it is mentioned. */
  name;

  constructor({ preferred, from, imported, statements = [] }) {
    this.name = preferred;
    this.from = from;
    this.imported = imported;
    this.statements = statements;
  }

  get isOurs() {
    return this.from === undefined;
  }
}

const isTopLevel = (node) =>
  ts.isImportSpecifier(node) ||
  ts.isNamespaceImport(node) ||
  ts.isSourceFile((ts.isVariableDeclaration(node) ? node.parent.parent : node).parent);

/** The name of a part of something, which its whole tells the meaning of, or of what is added to. */
const isPart = (identifier) => {
  const { parent } = identifier;
  if (ts.isQualifiedName(parent)) return parent.right === identifier;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === identifier;
  return ts.isImportTypeNode(parent) || ts.isModuleDeclaration(parent);
};

/** The declarations of a folder, one file a module, as tsc writes them, and what mentions what in them. */
export class Declared {
  #sources;
  #checker;
  #things = new Map();
  #mentions = new Map();
  /** Names that no file declares: those of the language and of the platform. */
  globals = new Set();

  constructor(folder) {
    const host = ts.createCompilerHost({});
    // Only relative imports are followed: what other packages declare stays with them.
    host.resolveModuleNameLiterals = (literals, importer) =>
      literals.map(({ text }) => {
        if (!text.startsWith('.')) return { resolvedModule: undefined };
        const resolvedFileName = join(dirname(importer), text.replace(/\.js$/, '.d.ts'));
        return { resolvedModule: { resolvedFileName, extension: ts.Extension.Dts } };
      });
    const paths = filesBelow(folder).filter((path) => path.endsWith('.d.ts'));
    const options = { noLib: true, types: [], module: ts.ModuleKind.NodeNext };
    const program = ts.createProgram(paths, options, host);
    this.#checker = program.getTypeChecker();
    this.#sources = new Map(paths.map((path) => [path, program.getSourceFile(path)]));
  }

  /** What a module exports: things by name. */
  exportsOf(path) {
    const { exports } = this.#checker.getSymbolAtLocation(this.#source(path));
    return new Map([...exports].map(([name, symbol]) => [String(name), this.#thing(symbol)]));
  }

  /** What a module adds to the platform, or to other packages. */
  augmentationsOf(path) {
    return this.#source(path).statements.filter(ts.isModuleDeclaration);
  }

  /** Packages that a module, or one that it loads, imports for what they add to the platform. */
  additionsOf(path, seen = new Set()) {
    if (seen.has(path)) return [];
    seen.add(path);
    return this.#source(path).statements.flatMap((statement) => {
      const { moduleSpecifier, importClause, exportClause } = statement;
      if (moduleSpecifier === undefined) return [];
      const { text } = moduleSpecifier;
      if (text.startsWith('.')) return this.additionsOf(join(dirname(path), text.replace(/\.js$/, '.d.ts')), seen);
      return importClause === undefined && exportClause === undefined ? [text] : [];
    });
  }

  /** Where a statement mentions things. */
  mentionsIn(statement) {
    let found = this.#mentions.get(statement);
    if (found !== undefined) return found;
    this.#mentions.set(statement, (found = []));
    const visit = (node) => {
      if (ts.isImportTypeNode(node)) this.#mentionImported(node, found);
      else if (ts.isIdentifier(node) && !isPart(node)) this.#mention(node, found);
      ts.forEachChild(node, visit);
    };
    visit(statement);
    return found;
  }

  #source(path) {
    const source = this.#sources.get(path);
    if (source === undefined) throw new Error(`nothing is declared in ${path}`);
    return source;
  }

  #mention(node, found) {
    const symbol = this.#checker.getSymbolAtLocation(node);
    if (symbol?.declarations === undefined) this.globals.add(node.text);
    else if (symbol.declarations.some(isTopLevel)) {
      found.push({ start: node.getStart(), end: node.end, thing: this.#thing(symbol) });
    }
  }

  /** `import('./module.js').Name`, which becomes the name alone. */
  #mentionImported(node, found) {
    const { literal } = node.argument;
    if (!literal.text.startsWith('.')) return;
    if (node.isTypeOf || !ts.isIdentifier(node.qualifier ?? literal)) {
      throw new Error(`cannot be put together: ${node.getText()}`);
    }
    const symbol = this.#checker.getSymbolAtLocation(literal).exports.get(node.qualifier.text);
    found.push({ start: node.getStart(), end: node.qualifier.end, thing: this.#thing(symbol) });
  }

  #thing(symbol) {
    const [declaration] = symbol.declarations;
    if ((symbol.flags & ts.SymbolFlags.Alias) === 0) {
      return this.#kept(symbol, () => {
        const statements = symbol.declarations.map((node) =>
          ts.findAncestor(node, ({ parent }) => ts.isSourceFile(parent)),
        );
        return { preferred: symbol.name, statements: [...new Set(statements)] };
      });
    }
    const statement = ts.findAncestor(declaration, ({ parent }) => ts.isSourceFile(parent));
    const isAll = ts.isNamespaceImport(declaration);
    const imported = isAll ? '*' : (declaration.propertyName ?? declaration.name).text;
    const { moduleSpecifier } = statement;
    if (moduleSpecifier === undefined) {
      return this.#thing(this.#checker.getExportSpecifierLocalTargetSymbol(declaration));
    }
    const from = moduleSpecifier.text;
    if (from.startsWith('.'))
      return this.#thing(this.#checker.getSymbolAtLocation(moduleSpecifier).exports.get(imported));
    return this.#kept(`${from} ${imported}`, () => ({
      preferred: isAll ? declaration.name.text : imported,
      from,
      imported,
    }));
  }

  #kept(key, make) {
    let thing = this.#things.get(key);
    if (thing === undefined) this.#things.set(key, (thing = new Thing(make())));
    return thing;
  }
}
