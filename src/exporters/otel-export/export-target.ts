import type { TlsFiles } from '../../http/index.js';
import type { PartialRefusal } from '../shared/index.js';
import type { FileLimits } from './line-file.js';
import type { SdkExporter } from './sdk-exporter.js';

/** How OTLP is spoken, by the names of `OTEL_EXPORTER_OTLP_PROTOCOL`. */
export type OtlpProtocol = 'http/json' | 'http/protobuf' | 'grpc';

/** Over OTLP; without an address, what is left out comes from the standard `OTEL_EXPORTER_OTLP_*` variables. */
export interface OtlpTarget {
  readonly kind: 'otlp';
  /** Full address of the signal, `http://host:4318/v1/traces`; gRPC has no use for the path. */
  readonly url?: string;
  /** @default `grpc` for port 4317 where `@grpc/grpc-js` is installed, else `http/protobuf` */
  readonly protocol?: OtlpProtocol;
  readonly headers?: Readonly<Record<string, string>>;
  /** Time limit of one request, in milliseconds; 0 for none. @default 10000 */
  readonly timeoutMs?: number;
  /** Time limit of one batch, repetitions of its request included, in milliseconds; 0 for none. @default 30000 */
  readonly batchTimeoutMs?: number;
  /** @default 'none' */
  readonly compression?: 'gzip' | 'none';
  /** @default what Node trusts, and no certificate of its own */
  readonly tls?: TlsFiles;
}

/** Into a file of OTLP JSON lines, one batch a line, which an OpenTelemetry Collector can read. */
export interface FileTarget extends FileLimits {
  readonly kind: 'file';
  /** An older file is emptied, or moved aside where {@link FileLimits.maxBytes} is set. */
  readonly path: string;
}

/** How records show on the standard output: a line of text each, for people, or a line of JSON each, for programs. */
export type ConsoleFormat = 'text' | 'json';

/** To the standard output, one line a record. */
export interface ConsoleTarget {
  readonly kind: 'console';
  /** @default 'text' */
  readonly format?: ConsoleFormat;
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
  /** How it speaks OTLP. */
  readonly protocol?: OtlpProtocol;
  /** Where it goes, when that was said. */
  readonly address?: string;
  /** Whether several batches may be on their way. @default false */
  readonly isConcurrent?: boolean;
  /** Rejects when the batch was not taken, and tells when not all of it was. */
  deliver(batch: readonly T[]): Promise<PartialRefusal | undefined>;
  /** Releases what it holds. */
  close(): Promise<void>;
}
