import { EnvironmentExport } from '../../src/config/index.js';

test('what was there before comes back, however often it was written', () => {
  const environment: Record<string, string | undefined> = { A: 'before', UNTOUCHED: 'x' };
  const exported = new EnvironmentExport(environment);
  expect([exported.write({ A: '1', B: '1' }), exported.write({ A: '2' })]).toEqual([[], []]);
  expect(environment).toEqual({ A: '2', B: '1', UNTOUCHED: 'x' });
  exported.restore();
  expect(environment).toEqual({ A: 'before', UNTOUCHED: 'x' });
  environment['A'] = 'later';
  exported.restore();
  expect(environment).toEqual({ A: 'later', UNTOUCHED: 'x' });
});

test('what somebody else has written since stays', () => {
  const environment: Record<string, string | undefined> = {};
  const exported = new EnvironmentExport(environment);
  exported.write({ A: '1', B: '1' });
  environment['A'] = 'theirs';
  exported.restore();
  expect(environment).toEqual({ A: 'theirs' });
});

test('a frozen environment refuses, and says which', () => {
  const environment = Object.freeze({ A: 'before' });
  const exported = new EnvironmentExport(environment);
  expect(exported.write({ A: '1', B: '1' })).toEqual(['A', 'B']);
  exported.restore();
  expect(environment).toEqual({ A: 'before' });
});

test('the environment of the process is one like others', () => {
  const name = 'STATESCOPE_EXPORTED_BY_A_TEST';
  const exported = new EnvironmentExport(process.env);
  exported.write({ [name]: '1' });
  expect(process.env[name]).toBe('1');
  exported.restore();
  expect(name in process.env).toBe(false);
});
