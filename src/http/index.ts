export { send } from './answer.js';
export type { Answer } from './answer.js';
export { openEndpoint } from './endpoint.js';
export type { EndpointOptions, HttpEndpoint } from './endpoint.js';
