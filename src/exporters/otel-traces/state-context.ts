import * as otel from '@opentelemetry/api';
import { MachineError } from '../../errors.js';
import { nearest } from '../../nearest.js';
import { SdkSpan } from './sdk-sink.js';
import { hasIdentity } from './span-sink.js';
import { stateSpanOf } from './traced-machine.js';
import type { TracedStates } from './traced-machine.js';

/**
 * The context in which the span of an active state is the active one, for work that belongs to a state and runs outside of its handlers:
 * `context.with(otelStateContext(feed, 'Downloading'), () => fetch(url))`. Take it when the work begins; once the state has ended
 * its span has too, and what is made below it stands beyond its end (telemetry specification §1.15).
 * @param within what else is active. @default the active context
 * @returns `within` as it is where the state is not active, or shows no span
 * @throws MachineError `STATE_UNKNOWN` for a state that the machine does not have
 */
export function otelStateContext<S extends string>(
  machine: TracedStates<S>,
  state: NoInfer<S>,
  within = otel.context.active(),
): otel.Context {
  const { view, stateNames } = machine;
  if (!stateNames.includes(state)) {
    const meant = nearest(state, stateNames);
    const hint = meant === undefined ? '' : `: did you mean ${meant}?`;
    throw new MachineError('STATE_UNKNOWN', `${view.id} has no state "${state}"${hint}`);
  }
  const span = stateSpanOf(machine, state);
  if (span === undefined) return within;
  if (span instanceof SdkSpan) return otel.trace.setSpan(within, span.span);
  return hasIdentity(span.context) ? otel.trace.setSpanContext(within, span.context) : within;
}
