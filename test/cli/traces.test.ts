import { existsSync, readFileSync } from 'node:fs';
import { cli } from '../support/cli.js';
import { temporaryFiles } from '../support/temporary-files.js';

const { path, file } = temporaryFiles();
const SPAN = {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  name: 'straße',
  startTimeUnixNano: '1000',
  endTimeUnixNano: '2000',
};
const LINE = `${JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [SPAN] }] }] })}\n`;

const convert = (...args: string[]) => cli(['traces', 'convert', ...args, '--to', 'jaeger'], { folder: path('') });
const names = (text: string) =>
  (JSON.parse(text) as { data: { spans: { operationName: string }[] }[] }).data.flatMap(({ spans }) =>
    spans.map(({ operationName }) => operationName),
  );

test('the result goes to the standard output, and what it is to the standard error', async () => {
  file('in.jsonl', LINE);
  const { code, out, err } = await convert('in.jsonl');
  expect([code, names(out), err]).toEqual([0, ['straße'], '1 span in 1 trace\n']);
});

test('--out names a file, several files are taken together', async () => {
  file('in.jsonl', LINE + LINE);
  const { code, out, err } = await convert('in.jsonl', 'in.jsonl', '--out', 'out.json');
  expect([code, out, err]).toEqual([0, '', '4 spans in 1 trace\n']);
  expect(names(readFileSync(path('out.json'), 'utf8'))).toHaveLength(4);
});

test('a damaged line ends it with exit code 1, and an earlier result stays', async () => {
  file('damaged.jsonl', `${LINE}{"resou\n`);
  file('earlier.json', 'earlier');
  const { code, err } = await convert('damaged.jsonl', '--out', 'earlier.json');
  expect([code, err]).toEqual([1, expect.stringMatching(/^statescope: .*damaged\.jsonl, line 2: is not JSON/)]);
  expect(readFileSync(path('earlier.json'), 'utf8')).toBe('earlier');
});

test('--skip-damaged goes on and says so', async () => {
  file('damaged.jsonl', `{"resou\n${LINE}`);
  const { code, out, err } = await convert('damaged.jsonl', '--skip-damaged');
  expect([code, names(out)]).toEqual([0, ['straße']]);
  expect(err).toMatch(/^left out: .*damaged\.jsonl, line 1: .*\n1 span in 1 trace, 1 damaged line left out\n$/);
});

test('a result that cannot be written is named', async () => {
  file('in.jsonl', LINE);
  const { code, err } = await convert('in.jsonl', '--out', 'no/such/folder.json');
  expect([code, err]).toEqual([
    1,
    expect.stringMatching(/^statescope: the file ".*folder\.json" cannot be written: .*ENOENT/),
  ]);
});

test.each([
  [['in.jsonl'], /required option '--to <format>' not specified/],
  [['in.jsonl', '--to', 'zipkin'], /argument 'zipkin' is invalid\. Allowed choices are jaeger/],
  [['--to', 'jaeger'], /missing required argument 'file'/],
])('%j is a mistake on the command line', async (args, message) => {
  const { code, err } = await cli(['traces', 'convert', ...args], { folder: path('') });
  expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  expect(existsSync(path('out'))).toBe(false);
});
