import { Machine, args, defineSchema, exceptionHandlers, secret } from 'statescope';
import type { EventOf, MachineOptions, Secret, StateOf } from 'statescope';
import { Logged, Metered, Parent, Traced } from 'statescope/decorators';

/** What must not be found anywhere, each in its own place. */
export const CANARY = {
  argument: 'canary-argument-1f6b',
  deep: 'canary-deep-77d0',
  secret: 'canary secret/&"ü" 90ce',
  named: 'canary-named-5d21',
  inner: 'canary-inner-84b6',
  field: 'canary-field-31aa',
  key: 'canary-key-2c9d',
  variable: 'canary-variable-e2f4',
  result: 'canary-result-08bd',
  promise: 'canary-promise-6c99',
} as const;

/** What may be found: it stands in an argument that a mark allows, and in messages of errors. */
export const VISIBLE = 'visible-b1c4';
export const MESSAGE = 'message-4e0d';

type Login = {
  readonly user: string;
  readonly token: Secret<string>;
  readonly pin: string;
  readonly shown: string;
  readonly nested: { readonly deep: string; readonly inner: readonly Secret<string>[] };
};

const schema = defineSchema({
  Start: {},
  Ready: { auto: true, require: ['Start'] },
  LoggedIn: { multi: true, args: args<Login>() },
  Vetoed: { args: args<Login>() },
  Thrown: { args: args<Login>() },
  Odd: { args: args<Login>() },
  Late: { args: args<Login>() },
  Async: { args: args<Login>() },
  Passed: { args: args<Login>() },
  Several: { args: args<Login>() },
  Texts: { args: args<Login>() },
  Exception: { multi: true },
});
type On<S extends StateOf<typeof schema>> = EventOf<typeof schema, S>;

/** Leaks wherever a program can. */
@Traced({ args: ['shown'], secret: ['pin'] })
@Metered()
@Logged({ level: 'everything', args: ['shown'] })
export class Leaky extends Machine.of(schema) {
  readonly field = CANARY.field;
  readonly #key = secret(CANARY.key);

  ReadyState() {
    return CANARY.result;
  }
  @Traced()
  @Logged()
  LoggedInState(e: On<'LoggedIn'>) {
    const variable = CANARY.variable;
    return { variable, args: e.args, result: CANARY.result };
  }
  @Traced({ as: 'event' })
  VetoedEnter() {
    return false;
  }
  @Traced()
  @Logged()
  @Metered()
  ThrownEnter(e: On<'Thrown'>) {
    throw new TypeError(`${MESSAGE}: no login with ${e.args.token.reveal()} and ${e.args.pin}`);
  }
  @Logged()
  OddState(e: On<'Odd'>) {
    throw `${MESSAGE}: ?token=${encodeURIComponent(e.args.token.reveal())}`;
  }
  @Traced()
  async LateState(e: On<'Late'>) {
    await new Promise((resolve) => setImmediate(resolve));
    throw new Error(`${MESSAGE}: late ${JSON.stringify({ token: e.args.token.reveal(), pin: e.args.pin })}`);
  }
  @Traced()
  @Logged()
  async AsyncState() {
    await Promise.resolve();
    return CANARY.promise;
  }
  SeveralState({ args: { token, pin, nested } }: On<'Several'>) {
    const parts = [token, ...nested.inner, this.#key].map((each) => new Error(`part ${each.reveal()} ${pin}`));
    throw new AggregateError(parts, `${MESSAGE}: several`, { cause: new Error(`behind ${this.#key.reveal()}`) });
  }
  async TextsState({ args: { token, pin, nested } }: On<'Texts'>) {
    await Promise.resolve();
    const [inner] = nested.inner;
    throw `${MESSAGE}: ${Buffer.from(`user:${token.reveal()}`).toString('base64')} ${inner?.reveal() ?? ''} ${pin} ${this.#key.reveal()}`;
  }
  PassedState(e: On<'Passed'>) {
    this.addErr(new Error(`${MESSAGE}: passed on ${e.args.token.reveal()} ${e.args.pin}`), 'Exception');
    this.log(`my own line, ${e.args.token.reveal()}`);
  }
}

@Parent(() => Leaky)
export class Below extends Leaky {}

/** Arguments full of what must not be seen, and one that may. */
export function loginArgs(): Login {
  return {
    user: CANARY.argument,
    token: secret(CANARY.secret),
    pin: CANARY.named,
    shown: VISIBLE,
    nested: { deep: CANARY.deep, inner: [secret(CANARY.inner)] },
  };
}

/** Everything that can carry an argument somewhere. */
export async function leak(options: MachineOptions = {}): Promise<void> {
  const top = new Leaky({ id: 'leaky', logStackTrace: true, ...options });
  for (const machine of [top, top.submachine(Below, { id: 'below', logStackTrace: true, ...options })]) {
    machine.bindHandlers(exceptionHandlers);
    machine.add('Start');
    machine.add('LoggedIn', loginArgs());
    machine.add('LoggedIn', loginArgs());
    machine.canAdd('LoggedIn', loginArgs());
    machine.add('Vetoed', loginArgs());
    for (const state of ['Thrown', 'Odd', 'Late', 'Async', 'Passed', 'Several', 'Texts'] as const)
      machine.add(state, loginArgs());
    const args = loginArgs();
    machine.addErr(new Error(`${MESSAGE}: put in ${args.pin} ${args.token.reveal()}`), 'Exception', args);
    await new Promise((resolve) => setTimeout(resolve, 5));
    machine.add('Late', loginArgs());
    machine.remove('Late');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await top.dispose();
  top.add('LoggedIn', loginArgs());
}

/** The canaries that stand in a text, in any of their usual forms. */
export function canariesIn(text: string): readonly string[] {
  return Object.entries(CANARY).flatMap(([place, canary]) => {
    const coded = Buffer.from(canary).toString('base64').slice(0, -4);
    const forms = [canary, encodeURIComponent(canary), JSON.stringify(canary).slice(1, -1), coded];
    const doubled = JSON.stringify(forms[2] ?? '').slice(1, -1);
    return [...forms, doubled].some((form) => text.includes(form)) ? [place] : [];
  });
}
