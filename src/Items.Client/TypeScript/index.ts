import { randomKey, type RetryOptions } from "./attempts.js";
import {
  ApiException,
  type ApiResponse,
  type Item,
  type ItemCreate,
  ItemsClient as GeneratedClient,
} from "./generated.js";
import type { CallOptions } from "./http.js";
import { ItemImport, type ImportProgress } from "./import.js";
import { RequestSender, type TokenSource } from "./sender.js";

export type { RetryOptions } from "./attempts.js";
export { exportItems, type ExportOptions } from "./export.js";
export { ApiException, ApiResponse } from "./generated.js";
export type { CallOptions, Signal, StreamedResponse } from "./http.js";
export type { ImportProgress } from "./import.js";
export type { TokenSource } from "./sender.js";
export type {
  GatewayError,
  Health,
  HTTPValidationError,
  Import,
  ImportFailure,
  Item,
  ItemCreate,
  ItemPatch,
  ItemUpdate,
  ValidationError,
} from "./generated.js";


/** Client of the Items API. */
export class ItemsClient extends GeneratedClient {
  readonly #baseUrl: string;
  readonly #sender: RequestSender;

  /**
   * @param baseUrl URL of the API, such as `https://api.example.com`, with or without a trailing slash.
   * @param token Called before each request, so that it can renew an expired token.
   */
  constructor(baseUrl: string, token?: TokenSource, retries: RetryOptions = {}) {
    const address = baseUrl.replace(/\/+$/, "");
    const sender = new RequestSender(token, retries);
    super(address, sender);
    this.#baseUrl = address;
    this.#sender = sender;
  }

  /**
   * Reads an item if it no longer has the given version.
   * @param etag The version, quotes included.
   * @returns undefined when the item has not changed.
   */
  async getItemIfChanged(itemId: string, etag: string, options: CallOptions = {}): Promise<ApiResponse<Item> | undefined> {
    try {
      return await this.getItem(itemId, { ...options, ifNoneMatch: etag });
    } catch (error) {
      if (error instanceof ApiException && error.status === 304) {
        return undefined;
      }

      throw error;
    }
  }

  /**
   * All items, newest first. Requests each page when it is needed.
   * @param options.category Only items of this category.
   * @param options.pageSize Items per request, 1 to 100.
   */
  async *listAllItems({
    pageSize = 100,
    ...options
  }: { category?: string | undefined; pageSize?: number | undefined } & CallOptions = {}): AsyncGenerator<Item> {
    let cursor: string | undefined;
    do {
      const page = await this.listItems({ ...options, limit: pageSize, cursor });
      yield* page.result;
      cursor = page.nextCursor;
    } while (cursor);
  }

  /**
   * Creates items, any number of them: in imports of up to 500, each repeated until its outcome is known. The items are read
   * while they are sent. Returns the progress, after each request and each reading of the state.
   * @param options.key Identifies the import, at most 200 visible ASCII characters. With the same key and items an import that
   * was interrupted can be started again within 24 hours: no item is created twice.
   */
  importItems(
    items: Iterable<ItemCreate> | AsyncIterable<ItemCreate>,
    { key = randomKey(), ...options }: { key?: string | undefined } & CallOptions = {},
  ): AsyncGenerator<ImportProgress> {
    const client = new GeneratedClient(this.#baseUrl, this.#sender.inBulk());
    return new ItemImport(client, key, options).run(items);
  }
}
