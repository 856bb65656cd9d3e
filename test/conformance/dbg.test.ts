import { join } from 'node:path';
import { loadCases } from './load.js';
import { replay } from './replay.js';
import { isDbgCase, type DbgCase } from './dbg-case.js';

const cases = loadCases(join(__dirname, '../golden/dbg-go')) as readonly {
  readonly id: string;
  readonly theme: string;
}[];

describe('golden sessions of the debugger protocol', () => {
  test.each(cases.map((golden) => [golden.theme, golden.id, golden] as const))(
    '%s: %s is read to the same events, and written again',
    async (_theme, _id, golden) => {
      expect((await replay(golden)).difference).toBeUndefined();
    },
  );

  const [first] = cases.filter(isDbgCase);

  it('tells the first difference of what was read', async () => {
    const damaged = JSON.parse(JSON.stringify(first)) as DbgCase & { connections: { events: { msg: object }[] }[] };
    Object.assign(damaged.connections[0]?.events[2]?.msg ?? {}, { Queue: 7 });
    expect((await replay(damaged)).difference).toContain('read event 2: expected');
  });

  it('tells the first difference of what a script leads to', async () => {
    const other = { ...first, ops: first?.ops.slice(0, -1) };
    expect((await replay(other)).difference).toMatch(/^event \d+: expected/);
  });
});
