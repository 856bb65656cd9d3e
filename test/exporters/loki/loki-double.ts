import type { ServerResponse } from 'node:http';
import { Collector } from '../otel-export/collector.js';

/** How one push is answered; the last way is that of all further ones. */
export type PushReply =
  | number
  | 'silence'
  | 'hang up'
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> };

/** An entry as a push has it. */
export type PushedValue = readonly [time: string, line: string, metadata?: Readonly<Record<string, string>>];

export interface PushedStream {
  readonly stream: Readonly<Record<string, string>>;
  readonly values: readonly PushedValue[];
}

/** A peer that takes pushes as Loki does: what it has already is not there twice. */
export class LokiDouble extends Collector {
  #replies: readonly PushReply[] = [204];
  #next = 0;
  #taken: number[] = [];

  constructor() {
    super();
    this.answer = (response, index) => this.#reply(response, index);
  }

  /** Forgets all, and takes everything. */
  reset(): void {
    this.requests.length = 0;
    this.#taken = [];
    this.answers(204);
  }

  /** Answers the next pushes so; the last way is that of all further ones. */
  answers(...replies: readonly PushReply[]): void {
    this.#replies = replies;
    this.#next = 0;
  }

  /** Streams of every push, also of those that were not taken. */
  get pushes(): readonly (readonly PushedStream[])[] {
    return this.requests.map(({ bytes }) => (JSON.parse(bytes.toString()) as { streams: PushedStream[] }).streams);
  }

  /** Lines of the pushes that were taken, by time. */
  get lines(): readonly string[] {
    const values = this.#taken.flatMap((index) => this.pushes[index] ?? []).flatMap(({ values }) => values);
    const known = new Map(values.map(([time, line]) => [`${time} ${line}`, { time, line }]));
    return [...known.values()].sort((a, b) => (a.time < b.time ? -1 : 1)).map(({ line }) => line);
  }

  #reply(response: ServerResponse, index: number): void {
    const reply = this.#replies[Math.min(this.#next, this.#replies.length - 1)] ?? 204;
    this.#next += 1;
    if (reply === 'silence') return;
    if (reply === 'hang up') {
      response.destroy();
      return;
    }
    const { status, body = '', headers = {} } = typeof reply === 'number' ? { status: reply } : reply;
    if (status < 300) this.#taken.push(index);
    response.writeHead(status, headers).end(body);
  }
}
