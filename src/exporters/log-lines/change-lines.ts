import type { MachineView, TransitionView } from '../../tracer/index.js';
import { tagOf } from './line-text.js';

/** What a line says. */
export interface LineFacts {
  readonly text: string;
  /** The text inside its first brackets. */
  readonly tag: string | undefined;
  /** Which states it is about; undefined for a line that is about none. */
  readonly change: StateChange | undefined;
}

interface StateChange {
  readonly added: string[];
  readonly removed: string[];
}

/** Most texts that are remembered for one schema. */
const MOST_TEXTS = 1000;
const WHITESPACE = /\s/;

const ofSchemas = new WeakMap<MachineView['schema'], ChangeLines>();

/**
 * What lines of changes say, by their text: `[state] +A -B` is about the same states each time, and to work them out of the
 * clocks takes longer than everything else of a record. Shared by the machines of a schema.
 */
export class ChangeLines {
  /** None where a name might be taken for two. */
  readonly #known: Map<string, LineFacts> | undefined;

  private constructor({ stateNames }: MachineView) {
    if (!stateNames.some((name) => WHITESPACE.test(name))) this.#known = new Map();
  }

  static of(machine: MachineView): ChangeLines {
    const { schema } = machine;
    let lines = ofSchemas.get(schema);
    if (lines === undefined) ofSchemas.set(schema, (lines = new ChangeLines(machine)));
    return lines;
  }

  /**
   * What a line of changes says; undefined for other lines, and for those that are hardly ever seen again.
   * @param text the engine's own line about this transition
   */
  facts(text: string, transition: TransitionView): LineFacts | undefined {
    return this.#known?.get(text) ?? this.#learn(text, transition);
  }

  #learn(text: string, transition: TransitionView): LineFacts | undefined {
    // One with arguments ends so.
    if (this.#known === undefined || text.endsWith(')')) return undefined;
    const facts = factsOf(text, transition);
    if (facts.change === undefined) return undefined;
    if (this.#known.size >= MOST_TEXTS) this.#known.clear();
    this.#known.set(text, facts);
    return facts;
  }
}

/** What any line says, worked out of its transition. */
export function factsOf(text: string, transition: TransitionView | undefined): LineFacts {
  const tag = tagOf(text);
  const isChange = transition !== undefined && (tag === 'state' || tag === 'auto_');
  return {
    text,
    tag,
    change: isChange ? { added: [...transition.added], removed: [...transition.removed] } : undefined,
  };
}
