export { send } from './answer.js';
export type { Answer } from './answer.js';
export { HttpClient, refusalText } from './client.js';
export type { HttpConnection, HttpOutcome, TlsOptions } from './client.js';
export { openEndpoint } from './endpoint.js';
export type { EndpointOptions, HttpEndpoint } from './endpoint.js';
export { retryAfterMs } from './retry-after.js';
export { readTls } from './tls-files.js';
export type { TlsFiles } from './tls-files.js';
