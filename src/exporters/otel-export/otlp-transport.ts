/** What OTLP carries. */
export type OtlpSignal = 'traces' | 'logs' | 'metrics';

/** What a receiver said to one request. */
export type OtlpAnswer =
  /** It took the batch; `body` is what it had to say, empty where that never arrived. */
  | { readonly kind: 'taken'; readonly body: Uint8Array }
  /** Not now: the same batch is welcome later, after what the receiver asks for. */
  | { readonly kind: 'later'; readonly error: Error; readonly afterMs?: number | undefined }
  /** The same batch would be refused again, or nobody knows whether it was taken. */
  | { readonly kind: 'refused'; readonly error: Error };

/** Carries encoded batches to one receiver. */
export interface OtlpTransport {
  /** Sends one request. Never rejects. */
  send(body: Uint8Array, limitMs: number): Promise<OtlpAnswer>;
  /** Releases what it holds; what is on its way no longer keeps the process alive. */
  close(): void;
}
