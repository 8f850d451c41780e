import { maximumAttemptsInBulk, orAborted, pause, sleep } from "./attempts.js";
import { ApiException, type Item } from "./generated.js";
import type { CallOptions, Signal, StreamedResponse } from "./http.js";
import { parseJson } from "./values.js";

export interface ExportOptions extends CallOptions {
  /** Sends a signed request, such as the `fetch` of an `AwsClient` of the package aws4fetch. */
  fetch: (url: string) => Promise<StreamedResponse>;
  /** Only items of this category. */
  category?: string | undefined;
}

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
    const query = new URLSearchParams({
      ...(category === undefined ? {} : { category }),
      ...(position.cursor === undefined ? {} : { cursor: position.cursor }),
    });
    const response = await send(
      () => orAborted(fetch(`${url.replace(/\/+$/, "")}/api/v1/export?${query}`), signal),
      position,
      signal,
    );
    if (response) {
      for await (const item of newItems(response, position, signal)) {
        attempt = 0;
        yield item;
      }
    }

    if (attempt === maximumAttemptsInBulk) {
      throw new Error(`The export is incomplete: ${position.problem}`);
    }

    // After items, continue at once.
    if (attempt > 0 && !position.isAtEnd) {
      await sleep(pause(attempt), signal);
    }
  }
}

/** @returns undefined after a failure that can be repeated. */
async function send(
  request: () => Promise<StreamedResponse>,
  position: Position,
  signal: Signal | undefined,
): Promise<StreamedResponse | undefined> {
  let response: StreamedResponse;
  try {
    response = await request();
  } catch (error) {
    return broken(position, String(error), signal);
  }

  if (response.ok) {
    return response;
  }

  const body = await response.text();
  if (response.status === 429 || response.status >= 500) {
    return broken(position, `the status is ${response.status}`, signal);
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
      const { done, value } = await orAborted(reader.read(), signal);
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
