// How the generated client reads bodies and writes paths.
import type { ValidationError } from "./generated.js";

/**
 * Encodes a value for the path. The gateway decodes a path before it routes it, and clients remove dot segments: the values that
 * are rejected would name another resource.
 */
export function pathSegment(name: string, value: string): string {
  if (/^\.{0,2}$|[/?]/.test(value)) {
    throw new RangeError(`${name} cannot be empty, "." or "..", or contain "/" or "?": "${value}"`);
  }

  return encodeURIComponent(value);
}

/** @returns undefined for text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The `detail` of the API or the `message` of the gateway in front of it. */
export function errorDetail(body: unknown): string | ValidationError[] | undefined {
  const { detail, message } = Object(body) as { detail?: string | ValidationError[]; message?: string };
  return detail ?? message;
}

/**
 * Status and server's text; for a 422 every error with its field.
 * @param fallback For a response without such a text.
 */
export function errorMessage(fallback: string, status: number, body: unknown): string {
  const detail: unknown = errorDetail(body);
  if (detail === undefined || detail === null) {
    return `${fallback.trimEnd()} Status ${status}.`;
  }

  const errors = Array.isArray(detail) ? detail : [detail];
  return `The API responded with ${status}: ${errors.map(describe).join("; ")}`;
}

// Of any shape: the response may be that of a proxy.
function describe(error: unknown): string {
  const { loc, msg } = Object(error) as Partial<ValidationError>;
  return typeof error === "string" ? error
    : Array.isArray(loc) ? `${loc.join(".")}: ${msg}`
    : JSON.stringify(error);
}
