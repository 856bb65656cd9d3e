import { Machine } from 'statescope';
import type { AnyMachine, MachineView } from 'statescope';
import { asJson, differences } from '../../src/grafana/json.js';
import { referenceDashboard } from '../../src/grafana/reference-dashboard.js';
import { syncReferenceDashboard } from '../../src/grafana/reference-sync.js';
import { ReferenceSyncTracer } from '../../src/grafana/reference-sync-tracer.js';
import { FakeGrafana } from '../support/grafana-server.js';
import type { SeenRequest } from '../support/grafana-server.js';
import type { Outcome } from './engine-case.js';
import type { GrafanaCase, GrafanaInput, GrafanaOp, GrafanaOutcome } from './grafana-case.js';

const TOKEN = 'golden-token';

/** Replays one golden case of dashboards, under preset `go`. The first difference, or undefined. */
export async function replayGrafanaCase({ input, expect }: GrafanaCase): Promise<string | undefined> {
  const actual = asJson(input.kind === 'gen' ? generated(input) : await online(input));
  const wanted = comparable(expect);
  const [path] = differences(wanted, comparable(actual), { isSame: true });
  return path === undefined
    ? undefined
    : `${path}: expected ${shown(wanted, path)}, got ${shown(comparable(actual), path)}`;
}

function generated({ ids = '', dashboard: name = '', source = '' }: GrafanaInput): GrafanaOutcome {
  return { dashboard: referenceDashboard({ ids: ids.split(','), name, source }, counter()) };
}

async function online(input: GrafanaInput): Promise<GrafanaOutcome> {
  const grafana = await FakeGrafana.start({ ...input.server, token: TOKEN, nextUid: () => 'dash5' });
  const url = grafana.url;
  try {
    const outcome = await (input.kind === 'env' ? followed(input, grafana) : synced(input, url));
    const requests = grafana.requests.map(recorded);
    return { ...outcome, ...(requests.length > 0 && { requests }) };
  } finally {
    await grafana.close();
  }
}

async function synced(input: GrafanaInput, url: string): Promise<GrafanaOutcome> {
  const { ids = '', dashboard: name = '', source = '', folder, urlSuffix = '' } = input;
  const access = { token: input.noToken === true ? '' : TOKEN, url: input.noUrl === true ? '' : url + urlSuffix };
  const dashboard = referenceDashboard({ ids: ids.split(','), name, source }, counter());
  try {
    await syncReferenceDashboard(access, dashboard, folder);
    return {};
  } catch (error) {
    return { error: messageOf(error).replaceAll(url, '<url>') };
  }
}

/** Machines that are made one after the other, the first one bound as variables bind it. */
async function followed(input: GrafanaInput, grafana: FakeGrafana): Promise<GrafanaOutcome> {
  const { machines = [], ops = [], source = '' } = input;
  const made = new Map<string, AnyMachine>();
  const nextId = counter();
  const tracers: ReferenceSyncTracer[] = [];
  const fail = (error: unknown, child: MachineView): void => {
    for (const machine of made.values()) if (machine.view === child) machine.addErr(error);
  };
  const bind = (machine: AnyMachine): void => {
    if (machine.parent !== undefined) return;
    const access = { url: grafana.url, token: TOKEN };
    const tracer = new ReferenceSyncTracer({ ...access, machineId: machine.id, source, nextId, onError: fail });
    tracers.push(tracer);
    machine.bindTracer(tracer);
  };
  const outcomes: Outcome[] = [];
  for (const { op, mach = machines[0]?.key ?? '', states = [] } of ops) {
    const before = grafana.requests.length;
    const machine = made.get(mach);
    if (op === 'new') made.set(mach, create(input, mach, made));
    else if (machine !== undefined && op === 'bindEnv') bind(machine);
    else if (machine !== undefined) await call(machine, op, states);
    for (const tracer of tracers) await tracer.flush();
    const error = made.get(mach)?.err;
    outcomes.push({
      requests: grafana.requests.length - before,
      ...(error !== undefined && { error: messageOf(error).replaceAll(grafana.url, '<url>') }),
    });
  }
  await Promise.all(tracers.map((tracer) => tracer.shutdown()));
  return { ops: outcomes };
}

function create(input: GrafanaInput, key: string, made: ReadonlyMap<string, AnyMachine>): AnyMachine {
  const golden = input.machines?.find((each) => each.key === key);
  if (golden === undefined) throw new Error(`no machine ${key}`);
  const parent = golden.parent === undefined ? undefined : made.get(golden.parent);
  const machine: AnyMachine = new (Machine.of(golden.schema))({
    id: golden.id,
    ...(parent !== undefined && { parent }),
    ...(golden.tags !== undefined && { tags: golden.tags }),
  });
  if (golden.names !== undefined) machine.verifyStates(golden.names);
  return machine;
}

async function call(machine: AnyMachine, op: GrafanaOp['op'], states: readonly string[]): Promise<void> {
  if (op === 'add') machine.add(states);
  else if (op === 'remove') machine.remove(states);
  else if (op === 'set') machine.set(states);
  else if (op === 'dispose') await machine.dispose();
  else throw new Error(`unknown op ${op}`);
}

function recorded({ headers, ...request }: SeenRequest): Outcome {
  const { Authorization = '', ...rest } = headers;
  return { ...request, headers: { Authorization: Authorization.replace(TOKEN, '<token>'), ...rest } };
}

/** Without what the stub answered, and with deletions in an order of their own. */
function comparable({ requests, ...outcome }: GrafanaOutcome): GrafanaOutcome {
  if (requests === undefined) return outcome;
  const rest = requests.map(({ reply: _, ...request }) => request);
  const isDeletion = ({ method }: Outcome): boolean => method === 'DELETE';
  const byPath = (a: Outcome, b: Outcome): number => (String(a['path']) < String(b['path']) ? -1 : 1);
  return {
    ...outcome,
    requests: [...rest.filter((each) => !isDeletion(each)), ...rest.filter(isDeletion).sort(byPath)],
  };
}

function shown(value: unknown, path: string): string {
  let found = value;
  for (const key of path.split('.')) found = (found as Readonly<Record<string, unknown>> | undefined)?.[key];
  return found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 200);
}

/** Ids of panels from 1, as in a process of its own. */
function counter(): () => number {
  let last = 0;
  return () => (last += 1);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
