import { LOG_ATTR, LOKI_FIELD } from '../../semconv.js';
import type { TraceContext } from '../../tracer/index.js';
import { changeAttributes, subjectAttributes } from '../log-lines/index.js';
import type { LineFacts, LineWriter, LogAttributes, LogSubject, Severity } from '../log-lines/index.js';
import { jsonPairs, lengthOf } from './log-entry.js';
import type { LokiLevel } from './log-entry.js';
import { lineMetadata } from './line-metadata.js';
import type { LokiClient } from './loki-client.js';

/** Text as JSON. */
interface Part {
  readonly json: string;
  /** Characters of what it says. */
  readonly length: number;
}

/** What the lines of one text have in common. */
interface ChangeParts {
  readonly level: LokiLevel;
  /** The line, up to its metadata. */
  readonly line: Part;
  /** Metadata behind the id of the transition. */
  readonly rest: Part;
}

const NO_SPAN: Part = { json: '', length: 0 };
/** Longer ones are looked at in each line: there may be more of them than Loki takes. */
const MOST_CHARACTERS = 4 * 1024;

/** Writes records as lines of a client; those of changes are put together of what was JSON before. */
export class PushWriter implements LineWriter {
  readonly #client: LokiClient;
  readonly #hasPrefix: boolean;
  readonly #changes = new WeakMap<LineFacts, ChangeParts>();
  readonly #subjects = new WeakMap<LogSubject, Part>();
  /** Most lines follow one of the same span. */
  #span: TraceContext | undefined;
  #spanPart = NO_SPAN;

  constructor(client: LokiClient, hasPrefix: boolean) {
    this.#client = client;
    this.#hasPrefix = hasPrefix;
  }

  wants(): boolean {
    return true;
  }

  write({ number }: Severity, correlation: TraceContext | undefined, body: string, attributes: LogAttributes): void {
    const level = levelOf(number);
    this.#client.push({
      level,
      machineId: String(attributes[LOG_ATTR.machineId]),
      line: this.#textOf(level, body),
      metadata: lineMetadata(attributes, correlation),
    });
  }

  writeChange(
    severity: Severity,
    correlation: TraceContext | undefined,
    subject: LogSubject,
    txId: string,
    facts: LineFacts,
  ): void {
    const about = this.#subjects.get(subject) ?? this.#subjectPart(subject);
    const { level, line, rest } = this.#changes.get(facts) ?? this.#changeParts(facts, severity);
    if (about.length > MOST_CHARACTERS || rest.length > MOST_CHARACTERS) {
      const attributes = { ...subjectAttributes(subject), [LOG_ATTR.txId]: txId, ...changeAttributes(facts) };
      this.write(severity, correlation, facts.text, attributes);
      return;
    }
    const span = correlation === this.#span ? this.#spanPart : this.#newSpan(correlation);
    this.#client.pushJson(
      level,
      subject.id,
      line.json + span.json + about.json + txId + rest.json,
      line.length + span.length + about.length + txId.length + rest.length,
    );
  }

  #textOf(level: LokiLevel, body: string): string {
    return this.#hasPrefix ? `${level.toUpperCase()}: ${body}` : body;
  }

  #subjectPart(subject: LogSubject): Part {
    const { json, length } = partOf(lineMetadata(subjectAttributes(subject), undefined));
    const part = { json: `${json}"${LOKI_FIELD.txId}":"`, length: length + LOKI_FIELD.txId.length };
    this.#subjects.set(subject, part);
    return part;
  }

  #changeParts(facts: LineFacts, { number }: Severity): ChangeParts {
    const level = levelOf(number);
    const line = this.#client.cut(this.#textOf(level, facts.text));
    const metadata = lineMetadata(changeAttributes(facts), undefined);
    const parts = {
      level,
      line: { json: `",${JSON.stringify(line)},{`, length: line.length },
      rest: { json: `",${jsonPairs(metadata)}}`, length: lengthOf(metadata) },
    };
    this.#changes.set(facts, parts);
    return parts;
  }

  #newSpan(span: TraceContext | undefined): Part {
    this.#span = span;
    this.#spanPart = span === undefined ? NO_SPAN : partOf(lineMetadata({}, span));
    return this.#spanPart;
  }
}

function partOf(metadata: Readonly<Record<string, string>>): Part {
  const json = jsonPairs(metadata);
  return { json: json === '' ? '' : `${json},`, length: lengthOf(metadata) };
}

/** By the numbers of OpenTelemetry. */
function levelOf(severity: number): LokiLevel {
  if (severity >= 17) return 'error';
  if (severity >= 13) return 'warn';
  return severity >= 9 ? 'info' : 'debug';
}
