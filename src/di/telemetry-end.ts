import type { DependencyContainer, InjectionToken } from 'tsyringe';
import { FORM } from '../copies.js';
import { endsWithin } from '../exporters/shared/index.js';
import { ContainerMachines } from './container-machines.js';
import type { Telemetry } from './telemetry.js';

/** Ends a telemetry with its container: machines first, so that their end is observed, then what is recorded goes out. */
export class TelemetryEnd {
  #end: (() => Promise<void>) | undefined;

  /** Has the container shut a telemetry down when it is disposed of. */
  static register(container: DependencyContainer, telemetry: Telemetry, limitMs: number): void {
    const machines = ContainerMachines.of(container);
    // Containers dispose of what they constructed, not of values.
    container.register(END, { useClass: TelemetryEnd });
    container.resolve(END).#end = async () => {
      await endsWithin(machines.dispose(), limitMs);
      await telemetry.shutdown();
    };
  }

  /** Called by tsyringe. Never rejects. */
  async dispose(): Promise<void> {
    await this.#end?.();
  }
}

const END: InjectionToken<TelemetryEnd> = Symbol.for(`statescope.telemetryEnd.${FORM}`);
