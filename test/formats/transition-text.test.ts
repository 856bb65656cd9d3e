import { eventSource, Machine, stepText, transitionText, type TransitionView } from 'statescope';

const schema = { A: {}, B: { multi: true, require: ['A'] }, C: { add: ['I'], remove: ['A'] }, I: {} };
const names = ['A', 'B', 'C', 'Exception', 'I'];

test('a transition is its id, its mutation, its source and its steps', () => {
  const texts: string[] = [];
  const ids: string[] = [];
  class Stepping extends Machine.of(schema) {
    AExit(): void {
      /* asked */
    }
    BEnter(): void {
      /* asked */
    }
    BB(): void {
      /* asked */
    }
    BState(): void {
      /* told */
    }
    BEnd(): void {
      /* told */
    }
    AB(): void {
      /* asked */
    }
    AnyEnter(): void {
      /* asked */
    }
    AnyState(): void {
      /* told */
    }
  }
  const transitionEnd = (transition: TransitionView): void => {
    ids.push(transition.id);
    texts.push(transitionText(transition));
  };
  const machine = new Stepping({ steps: true, tracers: [{ id: 'texts', transitionEnd }] });
  machine.add(['B', 'A']);
  machine.add('B', undefined, { source: eventSource('m', 'tx1', { machineTime: 7 }) });
  expect(texts[0]?.split('\n')).toEqual([
    `tx#${ids[0] ?? ''}`,
    '[add] A B',
    '- called **B**',
    '- called **A**',
    '- activate **B**',
    '- activate **A**',
    '- **B** require **A**',
    '- **B** require **A**',
    '- handler **B**Enter',
    '- handler **Any** after **Any**Enter',
    '- handler **B**State',
    '- handler **Any** after **Any**State',
  ]);
  expect(texts[1]?.split('\n')).toEqual(
    expect.arrayContaining([
      'source: [tx1](m/tx1/t7)',
      '- handler **B**Enter',
      '- handler **B****B**',
      '- handler **A** after **B**Exit',
    ]),
  );
  machine.remove('A');
  expect(texts[2]).toContain('\n- handler **A**Exit\n');
  expect(texts[2]).toContain('\n- handler **B**End\n');
});

test('without recorded steps a transition is its id and its mutation', () => {
  const texts: string[] = [];
  const machine = new (Machine.of(schema))({
    tracers: [{ id: 'texts', transitionEnd: (transition) => void texts.push(transitionText(transition)) }],
  });
  machine.remove('A');
  expect(texts).toEqual([expect.stringMatching(/^tx#[0-9a-f]{16}\n\[remove\] A$/)]);
});

test('steps of relations name the relation, others their type', () => {
  expect(stepText({ type: 1, from: 2, to: 0, relation: 'remove' }, names)).toBe('**C** remove **A**');
  expect(stepText({ type: 16, from: 1, to: -1 }, names)).toBe('deactivate-passive **B**');
  expect(stepText({ type: 8, from: -1, to: 0 }, names)).toBe('deactivate **A**');
  expect(stepText({ type: 64, from: -1, to: 9 }, names)).toBe('cancel **unknown9**');
  expect(stepText({ type: 3, from: -1, to: 0 }, names)).toBe('unknown **A**');
});
