import { errorText } from '../shared/index.js';

const OPENING = '[';
const FIRST_FRAME = /\n\s+at /;

/** The text inside the first brackets of a line: `state`, `queue:add`. */
export function tagOf(text: string): string | undefined {
  const end = text.startsWith(OPENING) ? text.indexOf(']') : -1;
  return end < 2 ? undefined : text.slice(1, end);
}

/** Whether a line that nobody marked reads like one of an error. */
export function readsLikeError(text: string): boolean {
  return text.startsWith('[error');
}

/** A line of an error without its stack, which has an attribute of its own. */
export function withoutStack(text: string, error: unknown): string {
  const { stack } = errorText(error);
  const at = stack === undefined ? -1 : text.indexOf(stack);
  if (at !== -1) return text.slice(0, at).trimEnd();
  const frame = text.search(FIRST_FRAME);
  return frame === -1 ? text : text.slice(0, frame);
}
