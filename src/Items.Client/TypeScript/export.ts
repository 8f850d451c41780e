import { maximumAttempts, pause, sleep } from "./attempts.js";
import { ApiException, type Item } from "./generated.js";

export interface ExportOptions {
  /** Sends a signed request, such as the `fetch` of an `AwsClient` of the package aws4fetch. */
  fetch: (url: string) => Promise<Response>;
  /** Only items of this category. */
  category?: string;
}

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
export async function* exportItems(url: string, { fetch, category }: ExportOptions): AsyncGenerator<Item> {
  const position: Position = { returned: new Set(), isAtEnd: false, problem: "" };
  for (let attempt = 1; !position.isAtEnd; attempt++) {
    const query = new URLSearchParams({
      ...(category === undefined ? {} : { category }),
      ...(position.cursor === undefined ? {} : { cursor: position.cursor }),
    });
    const response = await send(fetch, `${url.replace(/\/+$/, "")}/api/v1/export?${query}`, position);
    if (response) {
      for await (const item of newItems(response, position)) {
        attempt = 0;
        yield item;
      }
    }

    if (attempt === maximumAttempts) {
      throw new Error(`The export is incomplete: ${position.problem}`);
    }

    // After items, continue at once.
    if (attempt > 0 && !position.isAtEnd) {
      await sleep(pause(attempt));
    }
  }
}

/** @returns undefined after a failure that can be repeated. */
async function send(fetch: ExportOptions["fetch"], url: string, position: Position): Promise<Response | undefined> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    position.problem = String(error);
    return undefined;
  }

  if (response.ok) {
    return response;
  }

  const body = await response.text();
  if (response.status === 429 || response.status >= 500) {
    position.problem = `the status is ${response.status}`;
    return undefined;
  }

  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => (headers[name] = value));
  throw new ApiException(`The status of the export is ${response.status}.`, response.status, body, headers, undefined);
}

/** The items of a response that were not returned before. A broken connection ends it. */
async function* newItems(response: Response, position: Position): AsyncGenerator<Item> {
  position.problem = "a response ended without its last line";
  for await (const line of lines(response, position)) {
    const value = parse(line);
    if (value?.item_id !== undefined && !position.returned.has(value.item_id)) {
      position.returned.add(value.item_id);
      yield value;
    }

    if (value?.export !== undefined) {
      position.isAtEnd = value.export === "complete";
      position.problem = value.detail;
      if (!position.isAtEnd && value.cursor === undefined) {
        throw new Error(`The export is incomplete and cannot be continued: ${value.detail}`);
      }
    }

    if (value?.cursor !== undefined) {
      position.cursor = value.cursor;
      position.returned.clear();
    }
  }
}

async function* lines(response: Response, position: Position): AsyncGenerator<string> {
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }

      const parts = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = parts.pop()!;
      yield* parts;
    }
  } catch (error) {
    position.problem = String(error);
  } finally {
    // When the caller stops early, so that the connection is closed.
    await reader.cancel().catch(() => undefined);
  }
}

/** @returns undefined for a line that is cut off. */
function parse(line: string): any {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
