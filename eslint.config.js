import { importX } from 'eslint-plugin-import-x';
import { createNodeResolver } from 'eslint-plugin-import-x/node-resolver';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const size = (lines) => ['error', { max: lines, skipBlankLines: true, skipComments: true }];

const named = 'Name the exports one by one.';

/** Rules of every TypeScript file; types come from the two dialects' projects. */
const typescript = {
  files: ['**/*.ts'],
  extends: [tseslint.configs.strictTypeChecked],
  plugins: { 'import-x': importX },
  languageOptions: {
    parserOptions: {
      project: ['tsconfig.json', 'test/decorators/legacy/tsconfig.json'],
      tsconfigRootDir: import.meta.dirname,
    },
  },
  settings: {
    'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    'import-x/extensions': ['.ts', '.js'],
    'import-x/resolver-next': [
      createNodeResolver({ extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } }),
    ],
  },
  rules: {
    '@typescript-eslint/no-floating-promises': 'error',
    '@typescript-eslint/no-misused-promises': 'error',
    '@typescript-eslint/no-explicit-any': 'error',
    // A package that is loaded lazily is typed by `typeof import(...)`.
    '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
    // A decorator is a call of a function that needs no `this`; a class may exist for its marks alone.
    '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
    // `undefined` in a union of generic results says that a handler returns nothing.
    '@typescript-eslint/no-invalid-void-type': [
      'error',
      { allowAsThisParameter: true, allowInGenericTypeArguments: true },
    ],
    '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    'import-x/no-cycle': 'error',
    'import-x/no-default-export': 'error',
    'no-restricted-syntax': ['error', { selector: 'ExportAllDeclaration', message: named }],
    'no-console': 'error',
    'max-lines': size(300),
    'max-lines-per-function': size(50),
    eqeqeq: 'error',
  },
};

/** Tests and samples print; tests gather many cases in one `describe` and look at loosely typed things. */
const outer = {
  files: ['test/**/*.ts', 'samples/**/*.ts', 'src/cli/**/*.ts'],
  rules: { 'no-console': 'off' },
};

const tests = {
  files: ['test/**/*.ts'],
  rules: {
    'max-lines': size(500),
    'max-lines-per-function': 'off',
    '@typescript-eslint/no-non-null-assertion': 'off',
    '@typescript-eslint/no-empty-function': 'off',
    '@typescript-eslint/no-extraneous-class': 'off',
    '@typescript-eslint/require-await': 'off',
    '@typescript-eslint/unbound-method': 'off',
    '@typescript-eslint/no-unsafe-enum-comparison': 'off',
    '@typescript-eslint/only-throw-error': 'off',
    '@typescript-eslint/prefer-promise-reject-errors': 'off',
    '@typescript-eslint/no-unsafe-assignment': 'off',
    '@typescript-eslint/no-unsafe-member-access': 'off',
  },
};

export default defineConfig(
  {
    ignores: [
      '**/node_modules/',
      'dist/',
      'out/',
      'coverage/',
      'test/compilers/',
      'test/compat/',
      'test/backends/servers/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  typescript,
  outer,
  tests,
);
