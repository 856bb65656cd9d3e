export { bindDbg } from './bind-dbg.js';
export { configuredDbg } from './configured.js';
export { DbgExporter } from './dbg-exporter.js';
export type { DbgExporterOptions } from './dbg-options.js';
export { GobDecoder, GobEncoder, TypeIds, gobError, gobTime, timeMs } from './gob/index.js';
export type { GobEncoderOptions, GobLimits, GobTime, Shape, ShapeOf } from './gob/index.js';
export { DBG_METHODS, MUTATION_TYPES, STEP_RELATIONS, STEP_TYPES } from './messages.js';
export type {
  DumpedMachine,
  ForwardedSchema,
  ForwardedTransition,
  InterfaceValue,
  LogEntry,
  SchemaMessage,
  StateMessage,
  StepMessage,
  Tick,
  TransitionMessage,
} from './messages.js';
export {
  DUMP_SHAPE,
  FORWARDED_SCHEMA_SHAPE,
  FORWARDED_TRANSITION_SHAPE,
  SCHEMA_SHAPE,
  tappedDumpShape,
  TRANSITION_SHAPE,
} from './shapes.js';
export type { DumpTaps } from './shapes.js';
export {
  DBG_PATH,
  DBG_PORT,
  ORDERED_REPLY,
  RpcClient,
  RpcSession,
  addressText,
  openStream,
  rpcAddress,
  rpcMethod,
  serveRpc,
} from './rpc/index.js';
export type {
  RpcAddress,
  RpcConnection,
  RpcMethod,
  RpcMethods,
  RpcReply,
  RpcServer,
  RpcService,
  RpcSessionOptions,
  ServeRpcOptions,
} from './rpc/index.js';
export type { DebuggerStats } from './stream/index.js';
export type { Bindable, Handle } from '../shared/index.js';
