import type { MachineView } from './views.js';

/**
 * Which submachines get a tracer from their parent (telemetry specification §7). One policy for all sinks: what a tracer
 * says of itself, in {@link Tracer.inheritable}, beats what is said for all, key by key.
 */
export interface InheritRules {
  /** Submachines of classes without `@Parent` too. @default false; true under preset `go` */
  readonly unmarked?: boolean | undefined;
  /** Machines of the messaging layer (tagged `rpc-*` or `relay`) too. @default false; true with `AM_RPC_DBG` */
  readonly rpc?: boolean | undefined;
  /** Not submachines with one of these tags; `*` stands for any characters. @default none */
  readonly skipTags?: readonly string[] | undefined;
  /** Not submachines whose id matches. @default none */
  readonly skipIds?: RegExp | undefined;
  /** Levels below the machine that has the tracer by itself; 0 for none. @default no limit */
  readonly depth?: number | undefined;
  /** Only submachines this is true for. Must be pure: it is asked again after toggles. @default all */
  readonly include?: InheritTest | undefined;
  /** Not submachines this is true for, whatever `include` says. Must be pure. @default none */
  readonly exclude?: InheritTest | undefined;
}

/** Decides about one submachine. What it throws is reported, and the submachine inherits nothing then. */
export type InheritTest = (child: MachineView, parent: MachineView) => boolean;
