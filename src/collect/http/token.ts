/** Where bearer tokens come from. */
export interface TokenSource {
  /** The current token, asked for when there is none or it is about to expire; concurrent callers share one request. */
  token(signal?: AbortSignal): Promise<string>;
  /** Forgets `token` if it is still the current one, so that the next call asks anew. */
  discard(token: string): void;
  /** What must never reach a message. */
  secrets(): readonly string[];
  close(): Promise<void>;
}
