// The parts of the fetch API that the types of this package mention, so that projects without the DOM library compile.

/** An `AbortSignal`. */
export interface Signal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** What the generated client sends. */
export interface HttpRequest {
  method: string;
  headers: Record<string, string>;
  body?: string;
  signal?: Signal | undefined;
}

/** What the generated client receives. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  text(): Promise<string>;
}

/** A `Response` whose body is read as a stream. */
export interface StreamedResponse extends HttpResponse {
  readonly ok: boolean;
  readonly body: StreamedBody | null;
}

interface HttpHeaders {
  get(name: string): string | null;
  forEach(callback: (value: string, name: string) => void): void;
}

interface StreamedBody {
  getReader(): StreamedBodyReader;
}

interface StreamedBodyReader {
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
  cancel(): Promise<void>;
}

/** Options of a single call. */
export interface CallOptions {
  /** Ends the call, also while it waits before a repetition. The promise is rejected with the reason of the signal. */
  signal?: Signal | undefined;
}
