import { secretForms } from './secret-values.js';
import { HIDDEN } from './secret-mark.js';
import type { SecretSearch } from './secret-search.js';
import type { Secret } from './secret.js';
import { wrappedIn } from './wrapped-secrets.js';

/** Secrets that are looked for wherever they were used. */
const MAX_LIVE = 1000;
/** Characters or bytes of a secret that is looked for everywhere; a private key has 3,000. */
const LONGEST = 10_000;
/** Shorter texts of a secret say nothing where it is not known to be. */
const SHORTEST = 6;

/** One secret. */
interface Kept {
  readonly secret: WeakRef<Secret<unknown>>;
  /** What is looked for, once it is. */
  texts: readonly string[];
}

/**
 * The secrets that live, held weakly, and the texts that tell them, found by their first two letters. The oldest ones stay when
 * there are too many: those in fields are made before those that come and go.
 */
export class LiveSecrets implements SecretSearch {
  #size = 0;
  /** What is hidden already is taken as a whole, whatever letters a secret consists of. */
  readonly #forms = new Map<number, Map<string, number>>([[keyAt(HIDDEN, 0), new Map([[HIDDEN, Infinity]])]]);
  /** Made since texts were looked for last. */
  readonly #fresh = new Set<Kept>();
  readonly #gone = new FinalizationRegistry<Kept>((kept) => {
    this.#size -= 1;
    this.#fresh.delete(kept);
    for (const text of kept.texts) this.#remove(text);
  });

  note(secret: Secret<unknown>): void {
    if (!isText(secret.reveal())) return;
    if (this.#size >= MAX_LIVE) return;
    this.#size += 1;
    const kept: Kept = { secret: new WeakRef(secret), texts: [] };
    this.#fresh.add(kept);
    this.#gone.register(secret, kept);
  }

  textsIn(value: unknown): readonly string[] {
    return wrappedIn(value).flatMap(secretForms);
  }

  cutOutOf(text: string): string {
    if (this.#size === 0) return text;
    this.#index();
    let shown = '';
    let from = 0;
    for (let at = 0; at + SHORTEST <= text.length; at++) {
      const forms = this.#forms.get(keyAt(text, at));
      const length = forms === undefined ? 0 : longestAt(text, at, forms.keys());
      if (length === 0) continue;
      shown += text.slice(from, at) + HIDDEN;
      from = at + length;
      at = from - 1;
    }
    return from === 0 ? text : shown + text.slice(from);
  }

  #index(): void {
    for (const kept of this.#fresh) {
      const secret = kept.secret.deref();
      if (secret !== undefined) kept.texts = secretForms(secret).filter((text) => text.length >= SHORTEST);
      for (const text of kept.texts) this.#add(text);
    }
    this.#fresh.clear();
  }

  #add(text: string): void {
    const key = keyAt(text, 0);
    const forms = this.#forms.get(key);
    if (forms === undefined) this.#forms.set(key, new Map([[text, 1]]));
    else forms.set(text, (forms.get(text) ?? 0) + 1);
  }

  /** The same text may be that of several secrets. */
  #remove(text: string): void {
    const key = keyAt(text, 0);
    const forms = this.#forms.get(key);
    const left = (forms?.get(text) ?? 0) - 1;
    if (left > 0) forms?.set(text, left);
    else if (forms?.delete(text) === true && forms.size === 0) this.#forms.delete(key);
  }
}

function keyAt(text: string, at: number): number {
  return text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1);
}

function longestAt(text: string, at: number, forms: Iterable<string>): number {
  let longest = 0;
  for (const form of forms) if (form.length > longest && text.startsWith(form, at)) longest = form.length;
  return longest;
}

/** What has one text and always will, and a short one. */
function isText(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= LONGEST;
  if (ArrayBuffer.isView(value)) return value.byteLength <= LONGEST;
  return typeof value === 'number' || typeof value === 'bigint';
}
