export { MemoryBuffer } from './memory-buffer.js';
