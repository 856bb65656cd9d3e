import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';

/** The text of each file by its path from the checkout's root, with `/` between folders. */
export type SourceTree = ReadonlyMap<string, string>;

/** One import, re-export or dynamic import of a file. */
export interface ImportFact {
  readonly specifier: string;
  /** The imported file's path in the tree, for a relative import. */
  readonly target: string | undefined;
  /** Whether the compiler erases it. */
  readonly typeOnly: boolean;
}

/** What the rules of the architecture look at in one file. */
export interface FileFacts {
  readonly path: string;
  readonly imports: readonly ImportFact[];
  /** Lines that are neither blank nor comment. */
  readonly codeLines: number;
  readonly exportsAll: boolean;
  readonly exportsDefault: boolean;
  readonly readsEnvironment: boolean;
  readonly hasTodo: boolean;
}

const SKIPPED = new Set(['node_modules', 'dist', 'out']);

const filesBelow = (root: string, folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (SKIPPED.has(entry.name)) return [];
    if (entry.isDirectory()) return filesBelow(root, path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });

/** Reads every TypeScript file of the given folders of a checkout. */
export const readTree = (root: string, folders: readonly string[]): SourceTree =>
  new Map(
    folders
      .flatMap((folder) => filesBelow(root, folder))
      .map((path) => [path, readFileSync(join(root, path), 'utf8')] as const),
  );

/** The facts of every file of a tree. */
export const factsOf = (tree: SourceTree): readonly FileFacts[] =>
  [...tree].map(([path, text]) => {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    const nodes = nodesOf(file);
    return {
      path,
      imports: nodes.flatMap((node) => importOf(node, path)),
      codeLines: codeLinesOf(text),
      exportsAll: nodes.some((node) => ts.isExportDeclaration(node) && !namesExports(node)),
      exportsDefault: nodes.some(isDefaultExport),
      readsEnvironment: nodes.some(isEnvironment),
      // Spelt so that this line does not match itself.
      hasTodo: /\b(?:TO(?:DO)|FIX(?:ME)|X{3})\b/.test(text),
    };
  });

const nodesOf = (root: ts.Node): readonly ts.Node[] => {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return nodes;
};

const importOf = (node: ts.Node, path: string): readonly ImportFact[] => {
  const [literal, typeOnly] = specifierOf(node);
  if (literal === undefined || !ts.isStringLiteralLike(literal)) return [];
  const specifier = literal.text;
  const target = specifier.startsWith('.')
    ? posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts')
    : undefined;
  return [{ specifier, target, typeOnly }];
};

const specifierOf = (node: ts.Node): readonly [ts.Node | undefined, boolean] => {
  if (ts.isImportDeclaration(node)) {
    return [node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword];
  }
  if (ts.isExportDeclaration(node)) return [node.moduleSpecifier, node.isTypeOnly];
  if (ts.isImportTypeNode(node)) {
    return [ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true];
  }
  if (ts.isCallExpression(node) && isLoader(node.expression)) return [node.arguments[0], false];
  return [undefined, false];
};

const isLoader = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');

const namesExports = (node: ts.ExportDeclaration): boolean =>
  node.exportClause !== undefined && ts.isNamedExports(node.exportClause);

const isDefaultExport = (node: ts.Node): boolean =>
  ts.isExportAssignment(node) ||
  (node.kind === ts.SyntaxKind.DefaultKeyword &&
    ts.canHaveModifiers(node.parent) &&
    ts.getModifiers(node.parent)?.includes(node as ts.Modifier) === true) ||
  (ts.isExportSpecifier(node) && node.name.text === 'default');

const isProcess = (node: ts.Expression | undefined): boolean => node !== undefined && /\bprocess$/.test(node.getText());

const isEnvironment = (node: ts.Node): boolean => {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'env' && isProcess(node.expression);
  if (ts.isElementAccessExpression(node)) {
    return isProcess(node.expression) && /^['"`]env['"`]$/.test(node.argumentExpression.getText());
  }
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name)) {
    return (
      isProcess(node.initializer) && node.name.elements.some((e) => (e.propertyName ?? e.name).getText() === 'env')
    );
  }
  return false;
};

const codeLinesOf = (text: string): number =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length;
