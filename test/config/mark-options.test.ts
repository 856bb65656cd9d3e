import { loadConfig, optionsOf, togglesOf } from '../../src/config/index.js';
import type { TelemetryConfig, TelemetrySettings } from '../../src/config/index.js';
import { METRIC_GROUPS } from '../../src/metadata/mark-options.js';
import type { LoggedOptions, MeteredOptions, TracedOptions } from '../../src/metadata/index.js';

type Signals = Exclude<TelemetryConfig['classes'][string], false>;
type Configured<S extends keyof Signals> = Extract<Signals[S], object>;
type Same<A, B> = [Exclude<A, B>, Exclude<B, A>] extends [never, never] ? true : [Exclude<A, B>, Exclude<B, A>];

/** What only a mark on a handler has. */
type OfHandlers = 'as' | 'result';

// The compiler holds these: an option of a mark is an option of the configuration.
const same: readonly true[] = [
  true satisfies Same<keyof Configured<'traced'>, Exclude<keyof TracedOptions, OfHandlers>>,
  true satisfies Same<keyof Configured<'logged'>, Exclude<keyof LoggedOptions, OfHandlers>>,
  true satisfies Same<keyof Configured<'metered'>, keyof MeteredOptions>,
  true satisfies Same<Configured<'traced'>['handlers'], TracedOptions['handlers']>,
  true satisfies Same<Configured<'traced'>['sample'], TracedOptions['sample']>,
  true satisfies Same<Configured<'traced'>['remote'], TracedOptions['remote']>,
  true satisfies Same<Configured<'logged'>['level'], LoggedOptions['level']>,
];

const load = async (classes: unknown) => {
  const code = { classes } as TelemetrySettings;
  return (await loadConfig({ environment: {}, file: false, code })).config.classes;
};

test('the configuration takes the options that marks take', async () => {
  expect(same).toHaveLength(7);
  const traced = {
    name: 'Reader',
    states: { allow: ['A', 'feed-1:B'], skip: ['C'] },
    args: ['url'],
    argLength: 40,
    secret: ['password'],
    errors: 'type',
    health: true,
    auto: false,
    checks: true,
    handlers: 'spans',
    canceled: false,
    empty: false,
    remote: 'link',
    sample: { ratio: 0.1, slowMs: 50 },
  };
  const classes = await load({ Feed: { traced, metered: { groups: [...METRIC_GROUPS] }, logged: { level: 'ops' } } });
  expect(classes).toEqual({ Feed: { traced, metered: { groups: METRIC_GROUPS }, logged: { level: 'ops' } } });
});

test('a signal with options is on, and its options are those of a mark', async () => {
  const classes = await load({
    'File*': { traced: { args: ['url'], states: { skip: ['A', '/^Tick/'] } }, metered: false },
    Tmp: false,
  });
  expect(togglesOf(classes)).toEqual({ 'File*': { traced: true, metered: false }, Tmp: false });
  expect(optionsOf(classes)).toEqual([
    { pattern: 'File*', signal: 'traced', options: { args: ['url'], states: { skip: ['A', /^Tick/] } } },
  ]);
});

test.each<[unknown, string]>([
  [{ A: { traced: { agrs: ['x'] } } }, 'unknown key "classes.A.traced.agrs" = ["x"] (code): did you mean "args"?'],
  [{ A: { traced: { as: 'event' } } }, 'unknown key "classes.A.traced.as" = "event" (code): did you mean "args"?'],
  [
    { A: { traced: { states: { skip: ['/(/'] } } } },
    'classes.A.traced.states.skip.0 is "/(/" (code): expected a name, or a regular expression between slashes',
  ],
  [{ A: { traced: 'yes' } }, 'classes.A.traced is "yes" (code): expected true or false, or an object'],
  [{ A: { traced: { sample: 2 } } }, 'classes.A.traced.sample is 2 (code): expected 1 or less'],
  [{ A: { traced: { sample: 'all' } } }, 'classes.A.traced.sample is "all" (code): expected a number, or an object'],
  [{ A: { traced: { sample: { ratio: 2 } } } }, 'classes.A.traced.sample.ratio is 2 (code): expected 1 or less'],
  [
    { A: { logged: { level: 'change' } } },
    'classes.A.logged.level is "change" (code): expected one of nothing, external, changes, ops, decisions, everything; did you mean "changes"?',
  ],
  [
    { A: { metered: { groups: ['handler'] } } },
    'classes.A.metered.groups.0 is "handler" (code): expected one of transitions, handlers, queue, rejections, exceptions, machines, states; did you mean "handlers"?',
  ],
])('%j is an error', async (classes, message) => {
  await expect(load(classes)).rejects.toThrow(message);
});
