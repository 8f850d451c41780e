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

/** Gives the token for the next request. */
export type TokenSource = () => string | Promise<string>;

/** The Items API. */
export class ItemsClient extends GeneratedClient {
  /**
   * @param baseUrl Address of the API without a slash at its end, such as `https://api.example.com`.
   * @param token Asked before each request, so that it can renew a token that ends.
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

  /** Every item, newest first, page by page as they are needed. */
  async *listAllItems({ category, pageSize = 100 }: { category?: string; pageSize?: number } = {}): AsyncGenerator<Item> {
    let cursor: string | undefined;
    do {
      const page = await this.listItems(pageSize, cursor, category);
      yield* page.result;
      cursor = page.nextCursor;
    } while (cursor);
  }
}
