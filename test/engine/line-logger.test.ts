import { defineSchema, lineLogger, Machine, type MachineView } from 'statescope';

const Plain = Machine.of(defineSchema({ A: {}, B: { require: ['A'] } }));

test('lines of machines that share it begin with five characters of their id', () => {
  const lines: string[] = [];
  const logger = lineLogger((line) => lines.push(line));
  const [one, other] = ['feed-1', 'abc'].map((id) => new Plain({ id, logLevel: 2, logger }));
  one?.add('A');
  other?.add('A');
  one?.log('of\nthe program');
  expect(lines).toEqual(['[feed-] [state] +A', '[abc] [state] +A', '[feed-] [exter] of the program']);
});

test('without ids lines are as a logger gets them', () => {
  const [plain, own]: string[][] = [[], []];
  new Plain({ logLevel: 3, logger: lineLogger((line) => plain?.push(line), { ids: false }) }).add('A');
  new Plain({ logLevel: 3, logger: (_, text) => own?.push(text) }).add('A');
  expect(plain).toEqual(own);
  expect(plain).toContain('[state] +A');
});

test('a logger of its own is told level, text and machine', () => {
  const told: unknown[] = [];
  const logger = (level: number, text: string, machine: MachineView): void => {
    told.push([level, text, machine.className, machine.id]);
  };
  class Feed extends Plain {}
  new Feed({ id: 'feed-1', logLevel: 2, logger }).add('A');
  expect(told).toEqual([[2, '[state] +A', 'Feed', 'feed-1']]);
});

test('what cannot print is refused', () => {
  expect(() => lineLogger(undefined as never)).toThrow('needs a function that prints, got undefined');
});

test('a printer that fails keeps no machine from going on, nor tracers from their lines', () => {
  const seen: string[] = [];
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  const logger = lineLogger(() => {
    throw new Error('full');
  });
  const machine = new Plain({ logLevel: 2, logger, tracers: [{ id: 't', log: ({ text }) => void seen.push(text) }] });
  expect(machine.add('A')).toBe(0);
  expect(seen).toEqual(['[state] +A']);
  warned.mockRestore();
});
