import type { Environment } from './env.js';
import { isOff } from './read-variable.js';
import type { Variable } from './variable.js';

const ENDPOINT = /^OTEL_EXPORTER_OTLP(?:_[A-Z]+)?_ENDPOINT$/;
const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
const GRPC_PORT = /:4317(?:\/|$)/;

/**
 * The value of a variable, that of an endpoint with a scheme: gRPC has `https` where `OTEL_EXPORTER_OTLP_INSECURE` is off. Unlike
 * in the specification of OpenTelemetry it is `http` when nobody says anything.
 */
export function schemed(value: string, { name }: Variable, environment: Environment): string {
  if (!ENDPOINT.test(name) || SCHEME.test(value)) return value;
  const said = (suffix: string): string | undefined =>
    (environment[name.replace(/_ENDPOINT$/, suffix)] ?? environment[`OTEL_EXPORTER_OTLP${suffix}`])?.trim();
  const protocol = said('_PROTOCOL') ?? (GRPC_PORT.test(value) ? 'grpc' : 'http');
  const isSecure = protocol.toLowerCase() === 'grpc' && isOff(said('_INSECURE') ?? '');
  return isSecure ? `https://${value}` : value;
}
