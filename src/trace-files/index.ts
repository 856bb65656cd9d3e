export { convertToJaeger } from './jaeger-file.js';
export type { ConversionCount, JaegerConversion } from './jaeger-file.js';
