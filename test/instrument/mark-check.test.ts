import { Logged, Metered, Traced } from '../../decorators/index.js';
import { instrument, Machine } from '../../src/index.js';
import { markMistakes } from '../../src/instrument/index.js';
import { schema } from '../support/machines.js';

type Settings = Parameters<typeof instrument>[1];
const STATES = ['Start', 'Busy', 'Exception'];

/** What is wrong with marks that the compiler would have refused. */
function mistakes(marks: Settings | object): readonly string[] {
  class Feed {}
  instrument(Feed, marks as Settings);
  return markMistakes(Feed, STATES);
}

test.each<[object, string]>([
  [{ traced: { levle: 'ops' } }, "class 'Feed', traced: option 'levle' is unknown; expected one of name, args"],
  [{ traced: { arg: [] } }, "option 'arg' is unknown; did you mean 'args'?"],
  [{ traced: { args: 'url' } }, "class 'Feed', traced: option 'args' is 'url': expected a list of names"],
  [{ traced: { args: ['url', 'pin'], secret: ['pin'] } }, "'pin' is among secret as well; keep one of the two"],
  [{ traced: { args: [''] } }, 'expected a list of names'],
  [{ traced: { secret: [1] } }, "option 'secret' is [1]: expected a list of names"],
  [{ traced: { argLength: 2 } }, "option 'argLength' is 2: expected a whole number from 4 to 10000"],
  [{ traced: { argLength: 4.5 } }, 'expected a whole number'],
  [{ traced: { errors: 'types' } }, "expected full, type, or a function of text and error; did you mean 'type'?"],
  [{ traced: { as: 'event' } }, "option 'as' has no meaning here; expected on a handler"],
  [{ traced: { result: true } }, "option 'result' has no meaning here; expected on a handler"],
  [{ traced: { health: 'no' } }, "option 'health' is 'no': expected true or false"],
  [{ traced: { handlers: 'span' } }, "expected events, spans, both, off; did you mean 'spans'?"],
  [{ traced: { sample: 2 } }, "option 'sample' is 2: expected a number from 0 to 1"],
  [{ traced: { sample: 'all' } }, 'expected a ratio from 0 to 1, or { ratio, errors, vetoes, slowMs }'],
  [{ traced: { sample: {} } }, 'expected a number from 0 to 1'],
  [{ traced: { sample: { ratio: 0.5, slow: 1 } } }, "'slow': expected ratio, errors, vetoes or slowMs"],
  [{ traced: { sample: { ratio: 0.5, errors: 1 } } }, 'expected true or false'],
  [{ traced: { sample: { ratio: 0.5, slowMs: -1 } } }, 'expected a number from 0 up'],
  [{ traced: { minDurationMs: NaN } }, 'expected a number from 0 up'],
  [{ traced: { remote: 'lnk' } }, "expected continue, link, restart; did you mean 'link'?"],
  [{ traced: { states: ['Start'] } }, 'expected { allow: [...], skip: [...] }'],
  [{ traced: { states: { only: ['Start'] } } }, "'only': expected { allow: [...], skip: [...] }"],
  [{ traced: { states: { allow: ['Strat'] } } }, "allow: 'Strat': no state of this machine; did you mean 'Start'?"],
  [{ traced: { states: { skip: ['Nowhere'] } } }, "skip: 'Nowhere': expected a state of this machine"],
  [{ traced: { states: { skip: ['a:b:Start'] } } }, 'expected one colon at most: machineId:State'],
  [{ traced: { states: { skip: [new RegExp('')] } } }, 'expected an expression that is not empty'],
  [{ traced: { states: { skip: [7] } } }, 'expected the name of a state, machineId:State, or an expression'],
  [{ traced: { states: { allow: [] } } }, 'allow: expected a list with at least one entry'],
  [{ logged: { level: 'loud' } }, 'expected nothing, external, changes, ops, decisions, everything'],
  [{ metered: { groups: ['queues'] } }, "option 'groups' is ['queues']: 'queues': expected transitions"],
  [{ metered: { args: ['url'] } }, "class 'Feed', metered: option 'args' is unknown"],
  [{ traced: { name: '' } }, "class 'Feed', traced: option 'name' is '': expected a text"],
  [{ logged: { name: 7 } }, "option 'name' is 7: expected a text"],
  [
    { handlers: { StratState: { traced: true } } },
    "method 'StratState' of class 'Feed' is marked traced and is no handler; expected StartState",
  ],
  [{ handlers: { resume: { logged: true } } }, 'expected a state followed by Enter, State, Exit or End, or two states'],
  [
    { handlers: { StartState: { traced: { handlers: 'off' } } } },
    "method 'StartState' of class 'Feed', traced: option 'handlers' has no meaning here; expected on a class",
  ],
])('%j is a mistake', (marks, text) => {
  const lines = mistakes(marks);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(text);
});

test.each<object>([
  { traced: { args: ['url'], secret: ['pin'], argLength: 4, errors: (text: string) => text, sample: 0 } },
  {
    traced: {
      states: { allow: ['Start', 'any-id:Whatever', /Busy$/], skip: [/^rm-/] },
      sample: { ratio: 1, slowMs: 5 },
    },
  },
  {
    traced: { handlers: 'both', health: true, auto: false, checks: true, canceled: false, empty: false, name: 'feed' },
  },
  {
    logged: { level: 'ops', errors: 'type' },
    metered: { groups: ['transitions', 'states'], states: { skip: ['Busy'] } },
  },
  {
    handlers: {
      StartState: { traced: { as: 'event', result: ['size'], args: undefined } },
      AnyEnter: { metered: true },
    },
  },
  {
    handlers: { StartBusy: { traced: true }, BusyBusy: { traced: true }, ExceptionState: { logged: { result: true } } },
  },
])('%j is right', (marks) => {
  expect(mistakes(marks)).toEqual([]);
});

test('several mistakes are told at once', () => {
  expect(mistakes({ traced: { arg: [] }, logged: { level: 'x' }, handlers: { X: { traced: true } } })).toHaveLength(3);
});

describe('making a machine', () => {
  test('fails each time while its class is marked wrongly, whether or not telemetry runs', () => {
    class Wrong extends Machine.of(schema) {
      @Traced() StratState() {
        return;
      }
    }
    const message = "method 'StratState' of class 'Wrong' is marked traced and is no handler; expected StartState";
    for (let i = 0; i < 2; i++) expect(() => new Wrong()).toThrow(message);
    expect(() => new Wrong()).toThrow(expect.objectContaining({ code: 'DECORATOR' }) as Error);
  });

  test('works with marks that are right, and looks at them once', () => {
    @Metered({ groups: ['transitions'] })
    @Logged({ states: { skip: ['Busy'] } })
    class Right extends Machine.of(schema) {}
    expect(new Right().add('Start')).toBe(0);
    expect(new Right().add('Start')).toBe(0);
  });

  test('fails for a mark that is wrong for a class below', () => {
    class Base extends Machine.of(schema) {
      @Traced() BusyState() {
        return;
      }
    }
    class Other extends Machine.of({ Start: {} }) {}
    instrument(Other, { traced: true });
    expect(() => new Base()).not.toThrow();
    expect(() => new Other()).not.toThrow();
  });
});
