import {
  DBG_METHODS,
  SCHEMA_SHAPE,
  TRANSITION_SHAPE,
  rpcMethod,
  type RpcConnection,
  type RpcMethods,
  type RpcService,
  type SchemaMessage,
  type TransitionMessage,
} from '../../../src/exporters/dbg/index.js';

/** A debugger that keeps what it is told. */
export class DebuggerDouble implements RpcService {
  readonly schemas: SchemaMessage[] = [];
  readonly transitions: TransitionMessage[] = [];
  readonly connections: RpcConnection[] = [];
  /** What it answers to the next transitions; a text fails them. */
  refusal: string | undefined;

  connected(connection: RpcConnection): RpcMethods {
    this.connections.push(connection);
    return {
      [DBG_METHODS.schema]: rpcMethod(SCHEMA_SHAPE, (message) => {
        this.schemas.push(message);
        return undefined;
      }),
      [DBG_METHODS.transition]: rpcMethod(TRANSITION_SHAPE, (message) => {
        if (this.refusal !== undefined) throw new Error(this.refusal);
        this.transitions.push(message);
        return undefined;
      }),
    };
  }

  /** Ids of the machines that were shown, in order. */
  get machines(): readonly string[] {
    return this.schemas.map(({ id }) => id);
  }
}
