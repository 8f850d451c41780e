import { type Item, type ItemCreate, ItemsClient as GeneratedClient } from "./generated.js";
import { ItemImport, type ImportProgress } from "./import.js";

export { exportItems, type ExportOptions } from "./export.js";
export { ApiException, ApiResponse } from "./generated.js";
export type { ImportProgress } from "./import.js";
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

/** Returns the access token for the next request, or a promise of it. */
export type TokenSource = () => string | Promise<string>;

/** Client of the Items API. */
export class ItemsClient extends GeneratedClient {
  /**
   * @param baseUrl URL of the API, such as `https://api.example.com`, with or without a trailing slash.
   * @param token Called before each request, so that it can renew an expired token.
   */
  constructor(baseUrl: string, token?: TokenSource) {
    super(baseUrl.replace(/\/+$/, ""), {
      fetch: async (url, options) => {
        const headers = new Headers(options?.headers);
        if (token) {
          headers.set("authorization", `Bearer ${await token()}`);
        }

        return fetch(url, { ...options, headers });
      },
    });
  }

  /** All items, newest first. Requests each page when it is needed. */
  async *listAllItems({ category, pageSize = 100 }: { category?: string; pageSize?: number } = {}): AsyncGenerator<Item> {
    let cursor: string | undefined;
    do {
      const page = await this.listItems(pageSize, cursor, category);
      yield* page.result;
      cursor = page.nextCursor;
    } while (cursor);
  }
  /**
   * Creates items, any number of them: in imports of up to 500, each repeated until its outcome is known. The items are read
   * while they are sent. Returns the progress, after each request and each reading of the state.
   * @param key Identifies the import, at most 200 visible ASCII characters. With the same key and items an import that was
   * interrupted can be started again within 24 hours: no item is created twice.
   */
  importItems(
    items: Iterable<ItemCreate> | AsyncIterable<ItemCreate>,
    key: string = crypto.randomUUID(),
  ): AsyncGenerator<ImportProgress> {
    return new ItemImport(this, key).run(items);
  }
}
