import { MachineError } from '../errors.js';
import type { Signal } from '../tracer/index.js';
import { namePattern } from './name-pattern.js';
import type { SwitchedClasses } from './select.js';

/** `false` switches a class off altogether; of a signal that is left out it says nothing. */
export type ClassToggle = false | { readonly [S in Signal]?: boolean | undefined };

/** Toggles by class name; `*` stands for any characters. */
export type ClassToggles = Readonly<Record<string, ClassToggle>>;

/** Who may set a toggle, the weightiest first; the last one is what a program ships with. */
export type ToggleOrigin = 'toggle' | 'code' | 'env' | 'file' | 'program';

/** The toggles that one part of the configuration sets. */
export interface ToggleLayer {
  readonly origin: ToggleOrigin;
  /** As a message names it: `statescope.json`, a variable. @default the origin */
  readonly from?: string | undefined;
  readonly classes: ClassToggles;
}

/** What decides about one signal of one class. */
export interface ToggleDecision {
  readonly on: boolean;
  readonly origin: ToggleOrigin;
  readonly from: string;
  readonly pattern: string;
  /** Milliseconds since the epoch; undefined when it stays. */
  readonly revertsAt: number | undefined;
}

/** What is set at run time for a pattern. */
export interface RuntimeToggle {
  readonly pattern: string;
  readonly toggle: ClassToggle;
  /** Milliseconds since the epoch at which it is taken back; undefined when it stays. */
  readonly revertsAt: number | undefined;
}

interface Rule extends RuntimeToggle {
  /** Of a run-time toggle; 0 for those of the configuration. */
  readonly id: number;
  readonly matches: (className: string) => boolean;
  readonly origin: ToggleOrigin;
  readonly from: string;
}

/** Patterns that may be toggled at run time; every machine that is made is compared with them. */
const MAX_PATTERNS = 1000;

const SIGNALS = ['traced', 'metered', 'logged'] as const satisfies readonly Signal[];

/**
 * Which classes are switched on or off, by signal. A run-time setting beats the configuration, the last one set wins;
 * in the configuration a layer beats those after it, and within a layer an exact name beats a pattern and a longer
 * pattern a shorter one.
 */
export class Toggles implements SwitchedClasses {
  #configured: readonly Rule[] = [];
  #runtime: readonly Rule[] = [];
  #lastId = 0;

  /** @param configured the configuration, the weightiest layer first. @default nothing toggled */
  constructor(configured: ClassToggles | readonly ToggleLayer[] = []) {
    this.configure(isLayers(configured) ? configured : [{ origin: 'code', classes: configured }]);
  }

  /** What is set at run time, the weightiest first. */
  get runtime(): readonly RuntimeToggle[] {
    return this.#runtime.map(({ pattern, toggle, revertsAt }) => ({
      pattern,
      toggle: SIGNALS.every((signal) => wanted(toggle, signal) === false) ? false : toggle,
      revertsAt,
    }));
  }

  /** Replaces the configuration; what is set at run time stays. */
  configure(layers: readonly ToggleLayer[]): void {
    this.#configured = layers.flatMap(({ origin, from = origin, classes }) =>
      Object.entries(classes)
        .map(([pattern, toggle]) => ruleOf(pattern, toggle, origin, from))
        .sort((a, b) => specificity(b.pattern) - specificity(a.pattern)),
    );
  }

  /** What is set for a signal of a class; undefined leaves it to the marks. */
  get(className: string, signal: Signal): boolean | undefined {
    return wanted(this.#deciding(className, signal)?.toggle, signal);
  }

  /** As {@link get}, with who decided it. */
  decision(className: string, signal: Signal): ToggleDecision | undefined {
    const rule = this.#deciding(className, signal);
    const on = wanted(rule?.toggle, signal);
    if (rule === undefined || on === undefined) return undefined;
    const { origin, from, pattern, revertsAt } = rule;
    return { on, origin, from, pattern, revertsAt };
  }

  /** Patterns of the configuration. */
  get configured(): readonly string[] {
    return [...new Set(this.#configured.map(({ pattern }) => pattern))];
  }

  /** Every signal of the class is switched off, which takes away the tracers without a signal too. */
  allOff(className: string): boolean {
    return SIGNALS.every((signal) => this.get(className, signal) === false);
  }

  /**
   * Sets at run time; `undefined` takes back all that was set for this very pattern. Of the signals that the toggle leaves out, what
   * was set for the pattern before goes on.
   * @param revertsAt when {@link revert} will be called; what is there without such a time comes back then
   * @returns what {@link revert} takes; undefined when it sets nothing
   * @throws MachineError `INVALID_ARGS`, see {@link check}
   */
  set(pattern: string, toggle: ClassToggle | undefined, revertsAt?: number): number | undefined {
    if (toggle === undefined) {
      this.#runtime = this.#runtime.filter((rule) => rule.pattern !== pattern);
      return undefined;
    }
    this.check([pattern]);
    const lasts = (rule: Rule): boolean => revertsAt !== undefined && rule.revertsAt === undefined;
    const others = this.#runtime.flatMap((rule) => {
      if (rule.pattern !== pattern || lasts(rule)) return [rule];
      const left = without(rule.toggle, toggle);
      return Object.keys(left).length === 0 ? [] : [{ ...rule, toggle: left }];
    });
    const isSaid = SIGNALS.some((signal) => wanted(toggle, signal) !== undefined);
    const rule = { ...ruleOf(pattern, toggle, 'toggle', 'toggle'), id: ++this.#lastId, revertsAt };
    this.#runtime = isSaid ? [rule, ...others] : others;
    return isSaid ? rule.id : undefined;
  }

  /** Whether something of what {@link set} set is still in force. */
  has(id: number): boolean {
    return this.#runtime.some((rule) => rule.id === id);
  }

  /**
   * Whether these patterns can be set, all of them.
   * @throws MachineError `INVALID_ARGS` for an empty pattern, and when more than 1,000 would be set
   */
  check(patterns: readonly string[]): void {
    if (patterns.includes('')) {
      throw new MachineError('INVALID_ARGS', 'a toggle needs the name of a class, or a pattern');
    }
    const all = new Set([...this.#runtime.map(({ pattern }) => pattern), ...patterns]);
    if (all.size <= MAX_PATTERNS) return;
    const what = `${String(all.size)} patterns would be toggled at run time, ${String(MAX_PATTERNS)} may be`;
    throw new MachineError('INVALID_ARGS', `${what}: take some back, or use patterns with *`);
  }

  /** Its time is over: takes back what is left of it. */
  revert(id: number): void {
    this.#runtime = this.#runtime.filter((rule) => rule.id !== id);
  }

  #deciding(className: string, signal: Signal): Rule | undefined {
    const decides = (rule: Rule): boolean => rule.matches(className) && wanted(rule.toggle, signal) !== undefined;
    return this.#runtime.find(decides) ?? this.#configured.find(decides);
  }
}

function isLayers(configured: ClassToggles | readonly ToggleLayer[]): configured is readonly ToggleLayer[] {
  return Array.isArray(configured);
}

function wanted(toggle: ClassToggle | undefined, signal: Signal): boolean | undefined {
  return toggle === false ? false : toggle?.[signal];
}

/** What is left of a toggle when another one decides about some of its signals. */
function without(toggle: ClassToggle, other: ClassToggle): Exclude<ClassToggle, false> {
  const left = SIGNALS.filter((signal) => wanted(other, signal) === undefined);
  return Object.fromEntries(
    left.flatMap((signal) => [[signal, wanted(toggle, signal)] as const]).filter(([, on]) => on !== undefined),
  );
}

function ruleOf(pattern: string, toggle: ClassToggle, origin: ToggleOrigin, from: string): Rule {
  return { id: 0, pattern, matches: namePattern(pattern), toggle, origin, from, revertsAt: undefined };
}

function specificity(pattern: string): number {
  return pattern.includes('*') ? pattern.length : Number.POSITIVE_INFINITY;
}
