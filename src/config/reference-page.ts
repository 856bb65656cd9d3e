import type { ConfigReference } from './reference.js';

/** Where generated text stands in a page. */
const START = '<!-- generated -->';
const END = '<!-- end of generated -->';

/** The page with its tables made anew; what stands around them stays. */
export function withReference(page: string, reference: ConfigReference): string {
  const before = page.slice(0, page.indexOf(START) + START.length);
  const after = page.slice(page.indexOf(END));
  return `${before}\n\n${tables(reference)}\n\n${after}`;
}

/** Keys, variables, and the variables that set nothing, as Markdown. */
function tables({ keys, variables, foreign }: ConfigReference): string {
  return [
    '## Keys',
    table(
      ['Key', 'Value', 'Default', 'Meaning'],
      keys.map(({ key, value, default: standard, meaning, secret }) => [
        code(key),
        value,
        code(standard),
        secret ? `${meaning} Secret.` : meaning,
      ]),
    ),
    '## Variables',
    table(
      ['Variable', 'Key', 'Value', 'Default', 'Meaning'],
      variables.map(({ variable, key, value, default: standard, meaning, secret }) => [
        secret ? `${code(variable)}, ${code(`${variable}_FILE`)}` : code(variable),
        code(key),
        value,
        code(standard),
        meaning,
      ]),
    ),
    '## Variables of the reference that set nothing here',
    table(
      ['Variable', 'Why'],
      foreign.map(({ name, reason }) => [code(name), reason]),
    ),
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}
