// Imports items from a CSV file whose first line has the names of the fields: name, description, price, category. Run by
// `npm run import -- items.csv`. It calls the local host; ITEMS_URL and ITEMS_TOKEN name another API and its token. The same
// file can be imported again within 24 hours, after an interruption for example: no item is created twice.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { ItemsClient } from "../../artifacts/clients/dist/index.js";

const url = process.env.ITEMS_URL ?? "http://localhost:3000";
const [file] = process.argv.slice(2);
if (!file) {
  console.error("Usage: npm run import -- FILE.csv");
  process.exit(2);
}

// Excel writes a byte order mark.
const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
const [header, ...rows] = parseCsv(text);
const items = rows.map((cells) => toItem(Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ""]))));
const key = createHash("sha256").update(text).digest("hex");
const client = new ItemsClient(url, tokenSource());
const start = Date.now();
for await (const progress of client.importItems(items, { key })) {
  for (const { index, detail } of progress.failures) {
    print(`Row ${index + 2}: ${detail}\n`);
  }

  const done = progress.processed + progress.failed;
  const bar = "#".repeat(Math.floor((40 * done) / items.length)).padEnd(40, ".");
  print(`[${bar}] ${progress.processed} of ${items.length} created, ${progress.failed} failed`);
  if (progress.isCompleted) {
    console.error(` in ${((Date.now() - start) / 1000).toFixed(1)} s`);
    process.exitCode = progress.failed === 0 ? 0 : 1;
  }
}

/** Replaces the line of the progress bar. */
function print(line) {
  process.stderr.write(`\r\x1b[K${line}`);
}

function toItem({ name, description, price, category }) {
  return { name, ...(description ? { description } : {}), price: price === "" ? null : Number(price), category };
}

/** The rows of a CSV text (RFC 4180). */
function parseCsv(csv) {
  const rows = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end.endsWith("\n")) {
      rows.push([]);
    }
  }

  return rows.filter((row) => row.some((cell) => cell !== ""));
}

/** The token of ITEMS_TOKEN, or one of the local host's issuer, which is valid for an hour. */
function tokenSource() {
  const given = process.env.ITEMS_TOKEN;
  const local = given === undefined ? localToken() : undefined;
  return () => given ?? local;
}

async function localToken() {
  const response = await fetch(`${url}/_local/oauth2/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa("local-service:local-secret")}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  return (await response.json()).access_token;
}
