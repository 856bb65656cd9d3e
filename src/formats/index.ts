export { clocksText, inspectText, mutationText } from './machine-text.js';
export { toMermaid } from './mermaid.js';
export type { MermaidOptions } from './mermaid.js';
export { stepText, transitionText } from './transition-text.js';
