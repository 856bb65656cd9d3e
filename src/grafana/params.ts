import type { ClassView } from './class-view.js';

/** Which panels a dashboard has. */
export const LAYOUTS = ['overview', 'legacy', 'both'] as const;

/** Name of a layout. */
export type Layout = (typeof LAYOUTS)[number];

/** A state whose activations are counted for one machine. */
export interface AddedState {
  readonly machineId: string;
  readonly state: string;
}

/** What a dashboard shows, and how (telemetry specification §5). */
export interface DashboardParams {
  /** Title of the dashboard. */
  readonly name: string;
  /** Service: `job` in Prometheus and `service_name` in Loki. @default whatever is chosen in the dashboard */
  readonly source?: string | undefined;
  /** Machines that have rows of their own in layout `legacy`. @default none: rows are repeated by class */
  readonly ids?: readonly string[] | undefined;
  /** Title of the folder. @default 'asyncmachine' */
  readonly folder?: string | undefined;
  /** Each machine's states whose activations layout `legacy` shows. @default none */
  readonly addedStates?: readonly AddedState[] | undefined;
  /** `overview` by class, `legacy` with the panels of the reference, or both in one dashboard. @default 'overview' */
  readonly layout?: Layout | undefined;
  /** `go` makes exactly what the reference does; layout `legacy` alone. @default 'default' */
  readonly preset?: 'default' | 'go' | undefined;
  /** Classes whose states and handlers are known, each with a row of its own. @default whatever Prometheus has */
  readonly classes?: readonly ClassView[] | undefined;
  /** A variable of machines, where metrics have the label `machine_id`. @default false */
  readonly byId?: boolean | undefined;
  /** Literal selectors in the place of variables, as far as values are given. @default false */
  readonly isStatic?: boolean | undefined;
  /** Durations are native histograms. @default false */
  readonly nativeHistograms?: boolean | undefined;
  /** What holds traces. @default 'jaeger' */
  readonly tracesType?: 'jaeger' | 'tempo' | undefined;
  /** `asyncmachine_id` is a label of log streams. @default false: it is structured metadata */
  readonly idLabel?: boolean | undefined;
}

/** Where dashboards go that name no folder. */
export const DEFAULT_FOLDER = 'asyncmachine';
