import type { SdkExporter } from './sdk-exporter.js';
import type { TlsFiles } from './tls-files.js';

/** Over OTLP/HTTP; what is left out comes from the standard `OTEL_EXPORTER_OTLP_*` variables. */
export interface OtlpTarget {
  readonly kind: 'otlp';
  /** Full address of the signal, `http://host:4318/v1/traces`. */
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Time limit of one request, its repetitions included. @default 10000 */
  readonly timeoutMs?: number;
  /** @default 'none' */
  readonly compression?: 'gzip' | 'none';
  /** @default what Node trusts, and no certificate of its own */
  readonly tls?: TlsFiles;
}

/** Into a file of OTLP JSON lines, one batch a line, which an OpenTelemetry Collector can read. Replaces the file. */
export interface FileTarget {
  readonly kind: 'file';
  readonly path: string;
}

/** To the standard output, for people. */
export interface ConsoleTarget {
  readonly kind: 'console';
}

/** Into memory, for tests and for looking at the last records. */
export interface MemoryTarget<T> {
  readonly kind: 'memory';
  readonly memory: { add(items: readonly T[]): void };
}

/** Through an exporter of one's own, made for the OpenTelemetry SDK. */
export interface ExporterTarget<T> {
  readonly kind: 'exporter';
  readonly exporter: SdkExporter<T>;
}

/** Where the spans or log records of a pipeline go. */
export type ExportTarget<T> = OtlpTarget | FileTarget | ConsoleTarget | MemoryTarget<T> | ExporterTarget<T>;

/** Delivers batches of one target. */
export interface Delivery<T> {
  readonly kind: ExportTarget<T>['kind'];
  /** Where it goes, when that was said. */
  readonly address?: string;
  /** Rejects when the batch was not taken. */
  deliver(batch: readonly T[]): Promise<void>;
  /** Releases what it holds. */
  close(): Promise<void>;
}
