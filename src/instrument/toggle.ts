import type { Signal } from '../tracer/index.js';

/** `false` switches a class off altogether; a signal left out keeps what the marks say. */
export type ClassToggle = false | { readonly [S in Signal]?: boolean | undefined };

/** Toggles by class name; `*` stands for any characters. */
export type ClassToggles = Readonly<Record<string, ClassToggle>>;

interface Rule {
  readonly pattern: string;
  readonly matches: (className: string) => boolean;
  readonly toggle: ClassToggle;
}

/**
 * Which classes are switched on or off, by signal. A run-time setting beats the configuration, the last one set wins;
 * within the configuration an exact name beats a pattern and a longer pattern a shorter one.
 */
export class Toggles {
  readonly #configured: readonly Rule[];
  #runtime: readonly Rule[] = [];

  /** @param classes the configuration. @default nothing toggled */
  constructor(classes: ClassToggles = {}) {
    this.#configured = Object.entries(classes)
      .map(([pattern, toggle]) => ruleOf(pattern, toggle))
      .sort((a, b) => specificity(b.pattern) - specificity(a.pattern));
  }

  /** What is set for a signal of a class; undefined leaves it to the marks. */
  get(className: string, signal: Signal): boolean | undefined {
    for (const rules of [this.#runtime, this.#configured]) {
      for (const rule of rules) {
        if (!rule.matches(className)) continue;
        const wanted = rule.toggle === false ? false : rule.toggle[signal];
        if (wanted !== undefined) return wanted;
      }
    }
    return undefined;
  }

  /** Patterns of the configuration that none of these classes has. */
  unmatched(classNames: readonly string[]): readonly string[] {
    return this.#configured.filter(({ matches }) => !classNames.some(matches)).map(({ pattern }) => pattern);
  }

  /** Every signal of the class is switched off, which takes away the tracers without a signal too. */
  allOff(className: string): boolean {
    return (['traced', 'metered', 'logged'] as const).every((signal) => this.get(className, signal) === false);
  }

  /** Sets at run time; `undefined` takes back what was set for this very pattern. */
  set(pattern: string, toggle: ClassToggle | undefined): void {
    const others = this.#runtime.filter((rule) => rule.pattern !== pattern);
    this.#runtime = toggle === undefined ? others : [ruleOf(pattern, toggle), ...others];
  }
}

/** Nothing is toggled. */
export const NO_TOGGLES = new Toggles();

function ruleOf(pattern: string, toggle: ClassToggle): Rule {
  if (!pattern.includes('*')) return { pattern, toggle, matches: (className) => className === pattern };
  const expression = new RegExp(`^${pattern.split('*').map(escapeForRegExp).join('.*')}$`);
  return { pattern, toggle, matches: (className) => expression.test(className) };
}

function specificity(pattern: string): number {
  return pattern.includes('*') ? pattern.length : Number.POSITIVE_INFINITY;
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
}
