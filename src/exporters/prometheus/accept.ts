import type { TextFormat } from './text-format.js';

/** One kind of answer a client takes. */
interface Wish {
  readonly type: string;
  readonly version: string | undefined;
  readonly quality: number;
}

/** The format a client wants most of those there are, by its header `Accept`; what nobody asked for is text. */
export function formatFor(accept: string | undefined): TextFormat {
  const wishes = (accept ?? '').split(',').map(wishOf);
  const quality = (matches: (wish: Wish) => boolean): number =>
    Math.max(0, ...wishes.filter(matches).map((wish) => wish.quality));
  const open = quality(({ type, version }) => type === OPENMETRICS && (version ?? '1.0.0') === '1.0.0');
  const text = quality(({ type, version }) => TEXT.has(type) && (version ?? '0.0.4') === '0.0.4');
  return open > 0 && open >= text ? 'openmetrics' : 'text';
}

const OPENMETRICS = 'application/openmetrics-text';
const TEXT: ReadonlySet<string> = new Set(['text/plain', 'text/*', '*/*']);

function wishOf(part: string): Wish {
  const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
  const pairs = new Map(parameters.map((parameter) => pairOf(parameter)));
  const valueOf = (name: string): string | undefined => pairs.get(name);
  const quality = Number(valueOf('q') ?? 1);
  return { type, version: valueOf('version'), quality: Number.isNaN(quality) ? 0 : quality };
}

/** A value may stand in quotes. */
function pairOf(parameter: string): readonly [name: string, value: string] {
  const [name = '', value = ''] = parameter.split('=', 2).map((text) => text.trim());
  return [name, value.replace(/^"(.*)"$/, '$1')];
}
