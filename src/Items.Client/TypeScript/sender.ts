import {
  attemptsHeader,
  maximumAttemptsInBulk,
  mayBeRepeated,
  orAborted,
  pause,
  randomKey,
  type RetryOptions,
  sleep,
} from "./attempts.js";
import type { HttpRequest, HttpResponse, Signal } from "./http.js";

/** Returns the access token for the next request, or a promise of it. */
export type TokenSource = () => string | Promise<string>;

/** Sends the request of a call, and repeats it as the options allow. */
export class RequestSender {
  readonly #token: TokenSource | undefined;
  readonly #options: RetryOptions;
  readonly #maximumAttempts: number;
  readonly #attemptTimeout: number;
  readonly #totalTimeout: number;

  constructor(token: TokenSource | undefined, options: RetryOptions) {
    this.#token = token;
    this.#options = options;
    this.#maximumAttempts = options.maximumAttempts ?? 4;
    this.#attemptTimeout = options.attemptTimeout ?? 30_000;
    this.#totalTimeout = options.totalTimeout ?? 60_000;
  }

  /** For the calls of an import, unless repetitions are turned off. */
  inBulk(): RequestSender {
    const maximumAttempts = this.#maximumAttempts > 1 ? maximumAttemptsInBulk : 1;
    return new RequestSender(this.#token, { ...this.#options, maximumAttempts, totalTimeout: 5 * 60_000 });
  }

  /** @returns The last response, with its body. */
  async fetch(url: string, request: HttpRequest): Promise<HttpResponse> {
    if (this.#maximumAttempts > 1 && request.method === "POST") {
      request.headers["Idempotency-Key"] ??= randomKey();
    }

    const end = performance.now() + this.#totalTimeout;
    for (let attempt = 1; ; attempt++) {
      // setTimeout ends a longer time at once.
      const time = Math.min(this.#attemptTimeout, end - performance.now(), 2 ** 31 - 1);
      const prepared = await this.#prepare(url, request);
      const outcome = await sendOnce(prepared, time, request.signal);
      const wait = pause(attempt, outcome.response?.headers.get("retry-after"));
      const repeats =
        attempt < this.#maximumAttempts &&
        wait < end - performance.now() &&
        mayBeRepeated(request, outcome.response?.status);
      if (!repeats) {
        return result(outcome, attempt);
      }

      await sleep(wait, request.signal);
    }
  }

  /** With a current token. An invalid URL or header is an error here, not a lost response. */
  async #prepare(url: string, { method, headers, body, signal }: HttpRequest): Promise<Request> {
    const prepared = new Request(url, { method, headers, ...(body === undefined ? {} : { body }) });
    if (this.#token) {
      const token = await orAborted(Promise.resolve(this.#token()), signal);
      prepared.headers.set("authorization", `Bearer ${token}`);
    }

    return prepared;
  }
}

/** Either a response with its body, or why there is none. */
interface Outcome {
  response?: Response;
  text: string;
  error?: unknown;
}

function result({ response, text, error }: Outcome, attempts: number): HttpResponse {
  if (response === undefined) {
    throw error;
  }

  const headers = new Headers(response.headers);
  headers.set(attemptsHeader, String(attempts));
  return { status: response.status, headers, text: () => Promise.resolve(text) };
}

/** Reads the body too, so that a connection that breaks in it counts as a lost response. */
async function sendOnce(request: Request, time: number, signal: Signal | undefined): Promise<Outcome> {
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  const timer = setTimeout(
    () => controller.abort(new DOMException("The API has not responded in time.", "TimeoutError")),
    time,
  );
  signal?.addEventListener("abort", abort);
  try {
    if (signal?.aborted) {
      abort();
    }

    const response = await fetch(request, { signal: controller.signal });
    return { response, text: await response.text() };
  } catch (error) {
    if (signal?.aborted) {
      throw signal.reason;
    }

    return { text: "", error: controller.signal.aborted ? controller.signal.reason : error };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}
