export { machineEventOf, transitionEventOf } from './from-message.js';
export type { Origin } from './from-message.js';
export { MessageTranslator } from './message-translator.js';
export { schemaMessageOf, transitionMessageOf } from './to-message.js';
export type { MessageForm } from './to-message.js';
