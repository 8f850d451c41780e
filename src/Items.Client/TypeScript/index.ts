import { type Item, ItemsClient as GeneratedClient } from "./generated.js";

export { ApiException, ApiResponse } from "./generated.js";
export type {
  GatewayError,
  Health,
  HTTPValidationError,
  Item,
  ItemCreate,
  ItemUpdate,
  ValidationError,
} from "./generated.js";

/** Returns the token for the next request. */
export type TokenSource = () => string | Promise<string>;

/** Client of the Items API. */
export class ItemsClient extends GeneratedClient {
  /**
   * @param baseUrl URL of the API without a trailing slash, such as `https://api.example.com`.
   * @param token Called before each request, so that it can renew an expired token.
   */
  constructor(baseUrl: string, token?: TokenSource) {
    super(baseUrl, {
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
}
