import { ApiException } from "./generated.js";

export const maximumAttempts = 8;

/** Repeats a request that may be repeated: after a lost response, a 409, a 429 and any 5xx. */
export async function repeated<T>(request: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      const status = error instanceof ApiException ? error.status : undefined;
      const isFinal = status === undefined ? !(error instanceof TypeError) : status < 500 && status !== 409 && status !== 429;
      if (isFinal || attempt === maximumAttempts) {
        throw error;
      }

      const retryAfter = error instanceof ApiException ? Number(error.headers["retry-after"]) : NaN;
      await sleep(retryAfter > 0 ? retryAfter * 1000 : pause(attempt));
    }
  }
}

/** Half a second in milliseconds, doubled with each attempt up to 16 seconds, and up to a half more at random. */
export const pause = (attempt: number) => 500 * 2 ** Math.min(attempt - 1, 5) * (1 + Math.random() / 2);

export const sleep = (milliseconds: number) =>
  new Promise<void>((resolve) => globalThis.setTimeout(resolve, milliseconds));
