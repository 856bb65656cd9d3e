/** Version of the package. */
export const VERSION = '0.1.0';

/**
 * Form of what copies of this package have in common in a process: what stands on `globalThis`, on metadata of classes, in
 * registries. It is part of the symbols under which they find it, so that a copy of another form never takes it for its own.
 * Goes up with every change of that form, which `test/copies.test.ts` notices.
 */
export const FORM = '1';

// Without a form, as this is where forms learn of each other: versions by form, and so it stays.
const copies = ((globalThis as { [key: symbol]: unknown })[Symbol.for('statescope.copies')] ??= {}) as Record<
  string,
  string
>;
copies[FORM] = VERSION;

/** What is to be said of copies that share nothing with this one; undefined where there are none. */
export function foreignCopies(): string | undefined {
  const others = Object.keys(copies).filter((form) => form !== FORM);
  if (others.length === 0) return undefined;
  const versions = others.map((form) => copies[form]).join(', ');
  return `statescope ${VERSION} shares nothing with ${versions}, which is loaded as well: machines, marks and telemetry of one are not seen by the other`;
}
