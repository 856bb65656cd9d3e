export { MessageTranslator } from './message-translator.js';
export { schemaMessageOf, transitionMessageOf } from './to-message.js';
export type { MessageForm } from './to-message.js';
