import { HIDDEN, secretTexts, textsOf, withoutSecrets } from '../../tracer/index.js';

type Args = Readonly<Record<string, unknown>>;

/** Characters of one text that are told; whoever puts a whole document into an error does not want it in every span. */
const LONGEST = 65_536;
const LONGEST_SECRET = 10_000;

/**
 * What cuts secrets out of texts. Of arguments that throw when they are read nobody knows which are: then all is hidden.
 * @param names arguments that are secret though they are not wrapped
 * @param cut `withoutTexts` for arguments, which hold few secrets but their own and are shown all the time
 */
export function hiding(
  args: Args,
  error: unknown,
  names: readonly string[],
  cut = withoutSecrets,
): (text: string) => string {
  try {
    const secrets = secretTexts(args, error, (each) => namedTexts(each, names));
    return (text) => bounded(cut(text.slice(0, LONGEST + LONGEST_SECRET), secrets));
  } catch {
    return () => HIDDEN;
  }
}

/** Every text of the arguments that are called secret. */
function namedTexts(args: Args, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => (Object.hasOwn(args, name) ? textsOf(args[name]) : []));
}

/** Cut after what is hidden, which could leave half of a secret. */
function bounded(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}...`;
}
