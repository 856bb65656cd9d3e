import type { JsonObject } from './json.js';

/** A dashboard as Grafana has it. */
export interface StoredDashboard {
  readonly dashboard: JsonObject;
  /** Uid of its folder; empty for none. */
  readonly folder: string;
  /** What it has to be given to be replaced. */
  readonly revision: unknown;
}

/** A folder as Grafana has it. */
export interface StoredFolder {
  readonly uid: string;
  readonly title: string;
}

/** What becomes of a dashboard. */
export interface DashboardWrite {
  readonly uid: string;
  readonly dashboard: JsonObject;
  /** Uid of its folder. */
  readonly folder: string;
  /** What is replaced; undefined where there is none. */
  readonly previous: StoredDashboard | undefined;
  /** Whatever is there now. */
  readonly overwrite: boolean;
}

/** Dashboards and folders of a Grafana, over one of its two interfaces. */
export interface DashboardStore {
  /** Undefined when there is none. */
  folder(uid: string): Promise<StoredFolder | undefined>;
  folders(title: string): Promise<readonly StoredFolder[]>;
  /** False when somebody else was faster. */
  createFolder(folder: StoredFolder): Promise<boolean>;
  /** Undefined when there is none. */
  read(uid: string): Promise<StoredDashboard | undefined>;
  /** False when somebody else changed it in the meantime. */
  write(write: DashboardWrite): Promise<boolean>;
}
