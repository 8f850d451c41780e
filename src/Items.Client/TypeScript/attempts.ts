// When a request is repeated: the table "When to repeat a call" in docs/api.md.
import type { HttpRequest, Signal } from "./http.js";

/** How often and for how long a client repeats a request. */
export interface RetryOptions {
  /**
   * Largest number of requests for one call, 4 by default. 1 turns repetitions off, and with them the idempotency keys that
   * the client makes.
   */
  maximumAttempts?: number | undefined;
  /**
   * Longest time from sending a request to the end of its response, in milliseconds; 30,000 by default, the
   * longest that an HTTP API waits for its function.
   */
  attemptTimeout?: number | undefined;
  /** Longest time of a call: all its requests and the pauses between them, in milliseconds; 60,000 by default. */
  totalTimeout?: number | undefined;
}

/** Attempts of imports and exports, which are not interactive. */
export const maximumAttemptsInBulk = 8;

/**
 * Header with the number of attempts that `RequestSender` adds to a response. The generated code passes nothing but status,
 * headers and body to `ApiResponse` and `ApiException`.
 */
export const attemptsHeader = "client-attempts";

const longestPause = 16_000;

/** @param status undefined when there was no response. */
export function mayBeRepeated(request: HttpRequest, status: number | undefined): boolean {
  // 429: the gateway has not called the function.
  return status === 429 || ((status === undefined || status === 409 || status >= 500) && hasSameEffectTwice(request));
}

// Without If-Match a repeated update could overwrite a change that another client made in between.
function hasSameEffectTwice({ method, headers }: HttpRequest): boolean {
  switch (method) {
    case "POST":
      return "Idempotency-Key" in headers;
    case "PUT":
    case "PATCH":
      return "If-Match" in headers;
    default:
      return true;
  }
}

/**
 * At least the time of `Retry-After`, or a second; doubled with each attempt up to 16 seconds, and up to a half more at random,
 * so that clients that failed together do not return together.
 * @param attempt The attempt that failed, from 1.
 * @param retryAfter The header of its response: seconds or a date.
 * @returns Milliseconds.
 */
export function pause(attempt: number, retryAfter?: string | null): number {
  const least = milliseconds(retryAfter ?? "") ?? 1000;
  return Math.min(least * 2 ** (attempt - 1), Math.max(least, longestPause)) * (1 + Math.random() / 2);
}

function milliseconds(retryAfter: string): number | undefined {
  if (/^\d+$/.test(retryAfter)) {
    return Number(retryAfter) * 1000;
  }

  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** Rejects with the reason of the signal when it is aborted before the promise is settled. */
export function orAborted<T>(promise: Promise<T>, signal: Signal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal?.reason);
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) {
      abort();
    }

    promise.then(resolve, reject).finally(() => signal?.removeEventListener("abort", abort));
  });
}

export function sleep(time: number, signal?: Signal): Promise<void> {
  let timer: ReturnType<typeof setTimeout>;
  const elapsed = new Promise<void>((resolve) => (timer = setTimeout(resolve, time)));
  return orAborted(elapsed, signal).finally(() => clearTimeout(timer));
}

/** Rejects when the promise is not settled in time. */
export function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no data for ${milliseconds / 1000} s`)), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** 32 random digits. Unlike `crypto.randomUUID` it also works in pages that are not served by HTTPS. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
