/** A request to one URL. Redirects are never followed: a 3xx is an answer. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `https:` or `http:`. Which hosts may be asked is the caller's duty. */
  readonly url: string | URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  /** Governs the whole exchange, the body of the answer included: an abort closes the socket at once. */
  readonly signal: AbortSignal;
  /** Milliseconds for name lookup, TCP, a proxy's tunnel and TLS together. */
  readonly connectMs: number;
}

/** An answer whose headers have come. Its connection is held until `body` was read, or `text` or `discard` called. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; repeated ones joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** May be iterated once. Leaving the loop early closes the socket. Throws UpstreamError `stream_broken` or the signal's error. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Reads at most `maxBytes` bytes as UTF-8; what comes after them is dropped. */
  text(maxBytes: number): Promise<string>;
  /** Drops the rest of the body, and the connection with it. */
  discard(): void;
}

export interface HttpClient {
  /**
   * Resolves when the headers have come, whatever the status. Throws UpstreamError `upstream_failed` (retryable)
   * when the host cannot be reached or does not answer with HTTP, ConfigError `not_configured` for a proxy that
   * wants credentials or a CA file that cannot be used, and the signal's error when it aborts.
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** Ends what is running with a CancelledError and closes all sockets. */
  close(): Promise<void>;
}
