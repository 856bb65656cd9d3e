import type { Environment } from './env.js';

/** Variables that are set for a time in the environment of a process, or in what stands for it. */
export class EnvironmentExport {
  readonly #environment: Environment;
  readonly #before = new Map<string, string | undefined>();
  readonly #written = new Map<string, string>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** @returns the names that could not be set, as the environment is frozen */
  write(variables: Readonly<Record<string, string>>): readonly string[] {
    return Object.entries(variables).flatMap(([name, value]) => {
      const before = this.#environment[name];
      if (!Reflect.set(this.#environment, name, value)) return [name];
      if (!this.#before.has(name)) this.#before.set(name, before);
      this.#written.set(name, value);
      return [];
    });
  }

  /** Puts back what stood there before, but for what somebody else has changed since. */
  restore(): void {
    for (const [name, value] of this.#written) {
      if (this.#environment[name] !== value) continue;
      const before = this.#before.get(name);
      if (before === undefined) Reflect.deleteProperty(this.#environment, name);
      else Reflect.set(this.#environment, name, before);
    }
    this.#written.clear();
    this.#before.clear();
  }
}
