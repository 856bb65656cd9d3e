import { toMark } from '../../src/metadata/index.js';

describe('toMark', () => {
  it('is on when nothing is given', () => {
    expect(toMark()).toEqual({ on: true, options: {} });
    expect(toMark(undefined)).toEqual(toMark(true));
  });

  it('is off when false is given', () => {
    expect(toMark(false)).toEqual({ on: false, options: {} });
  });

  it('takes a name by itself and among options', () => {
    expect(toMark('work')).toEqual({ on: true, name: 'work', options: {} });
    expect(toMark({ name: 'work', args: ['url'] })).toEqual({ on: true, name: 'work', options: { args: ['url'] } });
  });

  it('has no name when none is given', () => {
    expect(Object.keys(toMark({ name: undefined }))).toEqual(['on', 'options']);
  });

  it('does not follow later changes of what was given', () => {
    const given: { level: string } = { level: 'ops' };
    const mark = toMark(given);
    given.level = 'changes';
    expect(mark.options).toEqual({ level: 'ops' });
    expect(Object.isFrozen(mark) && Object.isFrozen(mark.options)).toBe(true);
  });
});
