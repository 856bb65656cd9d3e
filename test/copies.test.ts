import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { container as root } from 'tsyringe';
import { Machine, defineSchema, marksOf } from 'statescope';
import type * as Package from 'statescope';
import type * as Decorators from 'statescope/decorators';
import { startTelemetry } from 'statescope/di';
import { FORM, VERSION, foreignCopies } from '../src/copies.js';
import type * as Instrument from '../src/instrument/index.js';
import { TelemetryScope } from '../src/instrument/index.js';
import { RecordingTracer } from '../src/testing/index.js';
import { Breaker } from '../src/tracer/breaker.js';
import { foundBy } from './doctor/patient.js';
import { readTree } from './support/source-facts.js';

/** What copies of all forms find of each other, and why; it stays as it is. */
const WITHOUT_FORM: Readonly<Record<string, string>> = {
  copies: 'where they learn of each other',
  secret: 'a secret of any of them is one: nothing but its presence is looked at',
  serviceInstanceId: 'a text: they are one process',
  processWatch: 'two would take each other for the program',
  raised: 'there while an error is thrown once more',
  '${name}': 'tokens, under which users register what is theirs',
};

const shared = globalThis as unknown as Record<symbol, unknown>;
const loaded = shared[Symbol.for('statescope.copies')] as Record<string, string>;
const schema = defineSchema({ A: {} });

/** A copy of another form, of what machines and their marks need. */
function otherCopy(version: string): typeof Package & typeof Decorators & typeof Instrument {
  let copy = {};
  jest.isolateModules(() => {
    jest.doMock('../src/copies.js', () => ({ FORM: `${FORM}0`, VERSION: version, foreignCopies: () => undefined }));
    copy = {
      ...jest.requireActual<typeof Package>('../src/index.js'),
      ...jest.requireActual<typeof Decorators>('../decorators/index.js'),
      ...jest.requireActual<typeof Instrument>('../src/instrument/index.js'),
    };
    jest.dontMock('../src/copies.js');
  });
  loaded[`${FORM}0`] = version;
  return copy as ReturnType<typeof otherCopy>;
}

afterEach(() => {
  Reflect.deleteProperty(loaded, `${FORM}0`);
});

describe('a copy of another form', () => {
  it('shares neither machines nor marks, and breaks nothing', async () => {
    const other = otherCopy('9.0.0');
    const mine = new RecordingTracer({ id: 'mine' });
    const theirs = new RecordingTracer({ id: 'theirs' });
    const scope = new TelemetryScope({ tracers: [mine], instrumentUnmarked: true });
    const otherScope = new other.TelemetryScope({ tracers: [theirs], instrumentUnmarked: true });
    scope.start();
    otherScope.start();
    class Mine extends Machine.of(schema) {}
    class Theirs extends other.Machine.of(schema) {}
    other.Traced()(Theirs);
    for (const machine of [new Mine({ id: 'm' }), new Theirs({ id: 't' })]) {
      machine.add('A');
      await machine.dispose();
    }
    expect([...new Set(mine.of('transitionEnd').map(({ machineId }) => machineId))]).toEqual(['m']);
    expect([...new Set(theirs.of('transitionEnd').map(({ machineId }) => machineId))]).toEqual(['t']);
    expect(other.marksOf(Theirs).class.traced?.on).toBe(true);
    expect(marksOf(Theirs).class.traced).toBeUndefined();
    scope.stop();
    otherScope.stop();
  });

  it('is named by the doctor, and by a telemetry when it starts', async () => {
    expect(await foundBy('package-copies')).toMatchObject([{ status: 'ok' }]);
    otherCopy('9.0.0');
    expect(foreignCopies()).toContain(`${VERSION} shares nothing with 9.0.0`);
    const [finding] = await foundBy('package-copies');
    expect(finding).toMatchObject({ status: 'fail', remedy: expect.stringContaining('npm ls statescope') as string });
    const lines: string[] = [];
    const settings = {
      environment: {},
      configFile: false,
      modules: [],
      diagnostic: (line: string) => lines.push(line),
    } as const;
    const telemetry = await startTelemetry(root.createChildContainer(), settings);
    expect(lines[0]).toContain('shares nothing with 9.0.0');
    expect(telemetry.report.warnings).toEqual([expect.stringContaining('9.0.0')]);
    await telemetry.shutdown();
  });
});

describe('the form', () => {
  it('stands in every symbol under which copies find each other, but for a few', () => {
    const files = [...readTree(join(__dirname, '..'), ['src', 'decorators'])];
    const names = files.flatMap(([path]) =>
      Array.from(
        readFileSync(join(__dirname, '..', path), 'utf8').matchAll(/Symbol\.for\(['`]statescope\.(.*?)['`]\)/g),
      ),
    );
    const without = names.map(([, name = '']) => name).filter((name) => !name.endsWith('.${FORM}'));
    expect([...new Set(without)].sort()).toEqual(Object.keys(WITHOUT_FORM).sort());
  });

  /** Where this fails: does the last release have the names that stand here? Then raise `FORM`. Else write down the new ones. */
  it('is this one', () => {
    const list = (names: readonly string[]): string =>
      names
        .filter((name) => name !== 'constructor')
        .sort()
        .join(' ');
    const fields = (key: string): string =>
      list(Object.keys(shared[Symbol.for(`statescope.${key}.${FORM}`)] as object));
    const members = ({ prototype }: { prototype: object }): string => list(Object.getOwnPropertyNames(prototype));
    expect({
      guard: fields('tracerGuard'),
      breakers: members(Breaker),
      registry: fields('registry'),
      hooks: fields('machineHooks'),
      instrument: fields('instrument'),
      scopes: members(TelemetryScope),
    }).toEqual({
      guard: 'breakers errorSink left limits measuring on readAtMs stride troubled',
      breakers: 'failed leavesOut leavesOutLast leavesOutNew passed resumes slowLimitMs wasFast wasSlow',
      registry: 'announced check classes collected listeners resolved revision',
      hooks: 'created detectsEval disposed misnamed ready',
      instrument:
        'detecting forgotten logArgs misnamed observations pending remember resolving running scopes unbound unfinished',
      scopes:
        'adopt configure configured isStopped machines owns parentIn release run start stop stopping toggle toggleAll withdraw',
    });
  });
});
