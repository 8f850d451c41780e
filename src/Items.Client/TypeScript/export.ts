import { maximumAttemptsInBulk, orAborted, pause, sleep, within } from "./attempts.js";
import { ApiException, type Item } from "./generated.js";
import type { CallOptions, Signal, StreamedResponse } from "./http.js";
import { parseJson } from "./values.js";

export interface ExportOptions extends CallOptions {
  /** Sends a signed request, such as the `fetch` of an `AwsClient` of the package aws4fetch. */
  fetch: (url: string) => Promise<StreamedResponse>;
  /** Only items of this category. */
  category?: string | undefined;
}

/** Milliseconds without data after which a response counts as broken; the function ends each within 10 seconds. */
const readTimeout = 30_000;

/** A line of the export: an item, a cursor, or the end. */
type Line = Partial<Item> & { cursor?: string; export?: string; detail?: string };

/** How far an export has come. */
interface Position {
  /** Continues the export; undefined for its start. */
  cursor?: string;
  /** The items since the cursor, which a continued export returns again. */
  returned: Set<string>;
  isAtEnd: boolean;
  /** Why the last response was incomplete. */
  problem: string;
}

/**
 * All items, newest first. Continues when a response ends incomplete or its connection breaks, so that each item is returned
 * once.
 * @param url The function URL, the output ExportUrl of the deployment.
 */
export async function* exportItems(url: string, { fetch, category, signal }: ExportOptions): AsyncGenerator<Item> {
  const position: Position = { returned: new Set(), isAtEnd: false, problem: "" };
  for (let attempt = 1; !position.isAtEnd; attempt++) {
    const response = await send(() => fetch(address(url, category, position.cursor)), position, signal);
    if (response) {
      for await (const item of newItems(response, position, signal)) {
        attempt = 0;
        yield item;
      }
    }

    if (attempt === maximumAttemptsInBulk && !position.isAtEnd) {
      throw new Error(`The export is incomplete: ${position.problem}`);
    }

    // After items, continue at once.
    if (attempt > 0 && !position.isAtEnd) {
      await sleep(pause(attempt), signal);
    }
  }
}

// URLSearchParams would write a space as "+", which not every verifier of signatures reads as one.
function address(url: string, category: string | undefined, cursor: string | undefined): string {
  const query = Object.entries({ category, cursor }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return `${url.replace(/\/+$/, "")}/api/v1/export?${query.join("&")}`;
}

/** @returns undefined after a failure that can be repeated. */
async function send(
  request: () => Promise<StreamedResponse>,
  position: Position,
  signal: Signal | undefined,
): Promise<StreamedResponse | undefined> {
  let response: StreamedResponse;
  let body: string;
  try {
    response = await within(readTimeout, orAborted(request(), signal));
    if (response.ok) {
      return response;
    }

    if (response.status === 429 || response.status >= 500) {
      // So that its connection is closed.
      await response.body?.getReader().cancel();
      return broken(position, `the status is ${response.status}`, signal);
    }

    body = await within(readTimeout, orAborted(response.text(), signal));
  } catch (error) {
    return broken(position, String(error), signal);
  }

  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => (headers[name] = value));
  throw new ApiException(
    `The status of the export is ${response.status}.`,
    response.status,
    body,
    headers,
    parseJson(body),
  );
}

/** Records why a response is incomplete, unless the caller has ended the export. */
function broken(position: Position, problem: string, signal: Signal | undefined): undefined {
  if (signal?.aborted) {
    throw signal.reason;
  }

  position.problem = problem;
}

/** The items of a response that were not returned before. A broken connection ends it. */
async function* newItems(
  response: StreamedResponse,
  position: Position,
  signal: Signal | undefined,
): AsyncGenerator<Item> {
  position.problem = "a response ended without its last line";
  for await (const text of lines(response, position, signal)) {
    // undefined for a line that is cut off.
    const line = parseJson(text) as Line | undefined;
    if (line?.item_id !== undefined && !position.returned.has(line.item_id)) {
      position.returned.add(line.item_id);
      yield line as Item;
    }

    if (line?.export !== undefined) {
      position.isAtEnd = line.export === "complete";
      position.problem = line.detail ?? "";
    }

    if (line?.cursor !== undefined) {
      position.cursor = line.cursor;
      position.returned.clear();
    }
  }
}

async function* lines(
  response: StreamedResponse,
  position: Position,
  signal: Signal | undefined,
): AsyncGenerator<string> {
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await within(readTimeout, orAborted(reader.read(), signal));
      if (done) {
        return;
      }

      const parts = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = parts.pop()!;
      yield* parts;
    }
  } catch (error) {
    broken(position, String(error), signal);
  } finally {
    // When the caller stops early, so that the connection is closed.
    await reader.cancel().catch(() => undefined);
  }
}
