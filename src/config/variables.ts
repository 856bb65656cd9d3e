import { isSecret } from './secret.js';
import type { Variable } from './variable.js';
import { BACKEND_VARIABLES } from './variables/backends.js';
import { BATCH_VARIABLES, LIMIT_VARIABLES, OTEL_VARIABLES } from './variables/otel.js';
import { OTLP_VARIABLES } from './variables/otlp.js';
import { TRACE_VARIABLES } from './variables/traces.js';

/** Every variable that is read (telemetry specification §8); of two for one key, the later row wins. */
export const VARIABLES: readonly Variable[] = [
  ...TRACE_VARIABLES,
  ...BACKEND_VARIABLES,
  ...OTEL_VARIABLES,
  ...OTLP_VARIABLES,
  ...BATCH_VARIABLES,
  ...LIMIT_VARIABLES,
];

/** Those that hold a secret: each has a twin `*_FILE`. */
export const SECRET_VARIABLES: ReadonlySet<string> = new Set(
  VARIABLES.filter(({ key }) => isSecret(key.split('.'))).map(({ name }) => name),
);
