// The calls of the Items API. Each returns what the API answered, or throws an ApiError that knows why not.
import config from "./config.js";
import { fetchSignedIn } from "./auth.js";

const items = `${config.api}/api/v1/items/`;

export class ApiError extends Error {
  constructor(status, detail) {
    super(typeof detail === "string" ? detail : `The API answered ${status}.`);
    this.status = status;
    /** Messages by field, of a 422. */
    this.fields = Array.isArray(detail)
      ? Object.fromEntries(detail.map((error) => [error.loc.at(-1), error.msg]))
      : {};
  }
}

/** A page of items, newest first, and the address of the next page if there is one. */
export async function list(url = `${items}?limit=20`) {
  const response = await call(url);
  const next = /<([^>]+)>; *rel="next"/.exec(response.headers.get("link") ?? "");
  return { items: await response.json(), next: next && new URL(next[1], items).href };
}

export const get = (id) => call(items + encodeURIComponent(id)).then(withETag);

/** The key makes it safe to send the same create again when no answer came. */
export const create = (item, idempotencyKey) =>
  call(items, { method: "POST", body: item, headers: { "idempotency-key": idempotencyKey } }).then(withETag);

/** Changes the fields given, if the item is still the version that the ETag stands for; else 412. */
export const update = (id, changes, etag) =>
  call(items + encodeURIComponent(id), {
    method: "PUT",
    body: changes,
    headers: { "if-match": etag },
  }).then(withETag);

export const remove = (id, etag) =>
  call(items + encodeURIComponent(id), { method: "DELETE", headers: { "if-match": etag } });

const withETag = async (response) => ({
  item: await response.json(),
  etag: response.headers.get("etag"),
});

async function call(url, { body, headers, ...options } = {}) {
  const response = await fetchSignedIn(url, {
    ...options,
    headers: body ? { ...headers, "content-type": "application/json" } : headers,
    body: body && JSON.stringify(body),
  });
  if (response.ok) {
    return response;
  }

  // The API says "detail", the gateway in front of it "message".
  const error = await response.json().catch(() => ({}));
  throw new ApiError(response.status, error.detail ?? error.message);
}
