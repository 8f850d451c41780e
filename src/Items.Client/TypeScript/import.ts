import { sleep } from "./attempts.js";
import { ApiException, type Import, type ImportFailure, type ItemCreate, type ItemsClient } from "./generated.js";
import type { CallOptions } from "./http.js";

/** The state of an import of any number of items. */
export interface ImportProgress {
  /** Number of items that the API has accepted. */
  accepted: number;
  /** Number of items that it has created. */
  processed: number;
  /** Number of items that it has rejected, or accepted and could not create. */
  failed: number;
  /** The failed items since the progress before. Their index is the position in the whole sequence, from 0. */
  failures: ImportFailure[];
  /** Whether this is the last progress: every item is processed or failed. */
  isCompleted: boolean;
}

interface IndexedItem {
  index: number;
  item: ItemCreate;
}

interface RunningImport {
  state: Import;
  /** Position in the whole sequence of each item of the request. */
  indexes: number[];
}

const maximumItems = 500;
/** Below the 2 MiB that the API accepts. */
const maximumBytes = 2_000_000;
/** Enough to keep the API busy while the next request is made. */
const maximumRunning = 8;
const pollInterval = 500;
/** Milliseconds; longer than the API repeats a message. */
const progressTimeout = 5 * 60_000;

/** A sequence of items on its way into the API: imports that run, and the sum of what they have done. */
export class ItemImport {
  #running: RunningImport[] = [];
  #failures: ImportFailure[] = [];
  #requests = 0;
  #accepted = 0;
  #rejected = 0;
  #processed = 0;
  #failed = 0;
  #lastChange = Date.now();

  /** @param key Beginning of the idempotency key of each request. */
  constructor(
    private readonly client: ItemsClient,
    private readonly key: string,
    private readonly options: CallOptions,
  ) {}

  async *run(items: Iterable<ItemCreate> | AsyncIterable<ItemCreate>): AsyncGenerator<ImportProgress> {
    for await (const batch of split(items)) {
      await this.#send(batch);
      yield this.#progress();
      while (this.#running.length >= maximumRunning) {
        await this.#poll();
        yield this.#progress();
      }
    }

    while (this.#running.length > 0) {
      await this.#poll();
      yield this.#progress();
    }

    yield { ...this.#progress(), isCompleted: true };
  }

  /** Sends a batch. Items that the API rejects have failed; the others are sent again without them. */
  async #send(batch: IndexedItem[]): Promise<void> {
    const batchKey = `${this.key}-${++this.#requests}`;
    while (batch.length > 0) {
      try {
        const created = await this.client.createImport(
          batch.map(({ item }) => item),
          { ...this.options, idempotencyKey: batchKey },
        );
        this.#accepted += batch.length;
        this.#lastChange = Date.now();
        this.#running.push({ state: created.result, indexes: batch.map(({ index }) => index) });
        return;
      } catch (error) {
        const rejected = rejectedItems(error);
        if (rejected.size === 0) {
          throw error;
        }

        this.#rejected += rejected.size;
        this.#failures.push(...[...rejected].map(([i, detail]) => ({ index: batch[i]!.index, detail })));
        batch = batch.filter((_, i) => !rejected.has(i));
      }
    }
  }

  /** Waits, and reads the progress of the imports that run. */
  async #poll(): Promise<void> {
    await sleep(pollInterval, this.options.signal);
    for (const running of [...this.#running]) {
      await this.#read(running);
    }

    if (Date.now() - this.#lastChange > progressTimeout) {
      const id = this.#running[0]?.state.import_id;
      throw new Error(`The import ${id} has made no progress for ${progressTimeout / 60_000} minutes.`);
    }
  }

  async #read(running: RunningImport): Promise<void> {
    const before = running.state;
    const state = (await this.#page(before.import_id)).result;
    running.state = state;
    if (state.processed !== before.processed || state.failed !== before.failed) {
      this.#lastChange = Date.now();
    }

    if (state.processed + state.failed === state.accepted) {
      await this.#addFailures(running);
      this.#processed += state.processed;
      this.#failed += state.failed;
      this.#running = this.#running.filter((other) => other !== running);
    }
  }

  async #addFailures({ state, indexes }: RunningImport): Promise<void> {
    let cursor: string | undefined;
    while (state.failed > 0) {
      const page = await this.#page(state.import_id, cursor);
      this.#failures.push(...page.result.failures.map(({ index, detail }) => ({ index: indexes[index]!, detail })));
      cursor = page.nextCursor;
      if (!cursor) {
        return;
      }
    }
  }

  #page(importId: string, cursor?: string) {
    return this.client.getImport(importId, { ...this.options, limit: 100, cursor });
  }

  #progress(): ImportProgress {
    const running = (count: (state: Import) => number) =>
      this.#running.reduce((sum, { state }) => sum + count(state), 0);
    return {
      accepted: this.#accepted,
      processed: this.#processed + running((state) => state.processed),
      failed: this.#failed + this.#rejected + running((state) => state.failed),
      failures: this.#failures.splice(0),
      isCompleted: false,
    };
  }
}

async function* split(items: Iterable<ItemCreate> | AsyncIterable<ItemCreate>): AsyncGenerator<IndexedItem[]> {
  let batch: IndexedItem[] = [];
  let bytes = 0;
  let index = 0;
  for await (const item of items) {
    // A UTF-16 unit of the text is at most three bytes.
    const size = 3 * JSON.stringify(item).length;
    if (batch.length === maximumItems || (batch.length > 0 && bytes + size > maximumBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }

    batch.push({ index: index++, item });
    bytes += size;
  }

  if (batch.length > 0) {
    yield batch;
  }
}

/** The errors of each item by its position in the request; empty when the error is not about items. */
function rejectedItems(error: unknown): Map<number, string> {
  const rejected = new Map<number, string>();
  if (!(error instanceof ApiException) || error.status !== 422 || !Array.isArray(error.detail)) {
    return rejected;
  }

  for (const { loc: [part, index, ...field], msg, type } of error.detail) {
    if (typeof index !== "number" || type === "json_invalid") {
      return new Map();
    }

    const detail = `${field.length > 0 ? field.join(".") : part}: ${msg}`;
    const before = rejected.get(index);
    rejected.set(index, before ? `${before}; ${detail}` : detail);
  }

  return rejected;
}
