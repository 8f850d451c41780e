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

/** The error in one line; for a 422 every error with its field. */
export function errorText(body: unknown): string | undefined {
  const detail = errorDetail(body);
  return Array.isArray(detail) ? detail.map(({ loc, msg }) => `${loc.join(".")}: ${msg}`).join("; ") : detail;
}
