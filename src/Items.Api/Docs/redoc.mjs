import { readFileSync } from "node:fs";

const logo = "https://cdn.redoc.ly/redoc/logo-mini.svg";

/** Redoc's script without its logo, which it would load from its maker's server; its text "API docs by Redocly" is kept. */
export function redocBundle() {
  const bundle = new URL("../../../node_modules/redoc/bundles/redoc.standalone.js", import.meta.url);
  const parts = readFileSync(bundle, "utf8").split(logo);
  if (parts.length !== 2) {
    throw new Error(`${logo} is expected once in Redoc`);
  }

  return parts.join("data:,");
}
