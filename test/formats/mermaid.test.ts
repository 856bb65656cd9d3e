import { basicStates, connectedStates, defineSchema, Machine, toMermaid, type Schema } from 'statescope';

const schema = defineSchema({
  Ready: { auto: true, require: ['Start'], remove: ['Ready', 'Off'] },
  Busy: { multi: true, add: ['Ready'], after: ['Start'] },
  Start: {},
  Off: {},
});

/** Labels by node id, as Mermaid decodes them. */
function labelsOf(diagram: string): readonly string[] {
  const lines = diagram.match(/^ {2}s\d+\[{1,2}"[^"\n]*"\]{1,2}$/gm) ?? [];
  return lines.map((line) =>
    line
      .replace(/^[^"]*"|"\]+$/g, '')
      .replace(/#(\d+);/g, (_code, point: string) => String.fromCodePoint(Number(point))),
  );
}

test('a machine is drawn with its relations and its active states', () => {
  const machine = new (Machine.of(schema))();
  machine.add(['Start', 'Busy']);
  machine.verifyStates(['Start', 'Ready', 'Busy', 'Off', 'Exception']);
  expect(toMermaid(machine)).toBe(
    [
      'flowchart LR',
      '  s0["Start"]',
      '  s1["Ready"]',
      '  s2[["Busy"]]',
      '  s3["Off"]',
      '  s4[["Exception"]]',
      '  s1 -->|require| s0',
      '  s1 --x|remove| s3',
      '  s2 ==>|add| s1',
      '  s2 -.->|after| s0',
      '  classDef auto stroke-dasharray:4 3',
      '  class s1 auto',
      '  classDef active fill:#2e7d32,stroke:#1b5e20,color:#ffffff',
      '  class s0,s1,s2 active',
      '',
    ].join('\n'),
  );
  expect(toMermaid(machine.view)).toBe(toMermaid(machine));
});

test('a schema is drawn without active states, in its own order', () => {
  const diagram = toMermaid(schema, { direction: 'TB' });
  expect(diagram).toMatch(/^flowchart TB\n {2}s0\["Ready"\]\n {2}s1\[\["Busy"\]\]\n {2}s2\["Start"\]\n/);
  expect(diagram).not.toContain('active');
});

test('a state does not remove itself, as its definition says for the whole group', () => {
  const diagram = toMermaid(connectedStates);
  expect(diagram).toContain('s1 --x|remove| s2');
  expect(diagram).not.toContain('s1 --x|remove| s1');
});

test('a name that only relations know is drawn as unknown, once', () => {
  const diagram = toMermaid({ A: { require: ['X'], after: ['X'] } });
  expect(diagram).toContain('s1["X"]\n');
  expect(diagram).toContain('class s1 unknown\n');
  expect(labelsOf(diagram)).toEqual(['A', 'X']);
});

test('names that mean something to Mermaid are only names', () => {
  const names = [
    'end',
    'a"b',
    'x-->y',
    '%% c',
    'A;B',
    'a\nb',
    '`md`',
    '1. list',
    '- list',
    '#35;',
    '<b>',
    'Zażółć',
    '✓😀',
  ];
  const odd = Object.fromEntries(names.map((name) => [name, { after: names }])) as Schema;
  const diagram = toMermaid(odd);
  expect(labelsOf(diagram)).toEqual(names);
  const line = /^(?:flowchart LR| {2}s\d+\["[\p{L}\p{N}_ #;]*"\]| {2}s\d+ -\.->\|after\| s\d+|)$/u;
  expect(diagram.split('\n').filter((text) => !line.test(text))).toEqual([]);
});

test('a state without a name still has a label', () => {
  expect(toMermaid({ '': {} })).toContain('s0["#32;"]\n');
});

test.each(['view', 'activeStates', 'queueLength', 'stateNames', 'schema', '__proto__', 'constructor'])(
  'a state may be called %s',
  (name) => {
    const odd = Object.fromEntries([
      [name, {}],
      ['A', { require: [name] }],
    ]) as Schema;
    expect(labelsOf(toMermaid(odd))).toEqual([name, 'A']);
    const machine = new (Machine.of(odd))();
    machine.add([name, 'A']);
    expect(toMermaid(machine)).toMatch(/class s\d,s\d active/);
  },
);

test('every standard set can be drawn', () => {
  expect(labelsOf(toMermaid({ ...basicStates, ...connectedStates }))).toHaveLength(12);
});
