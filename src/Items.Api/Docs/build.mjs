// Makes the documentation pages that the function carries, into the folder that is the first argument: assets
// compressed under names with a hash of their content, pages that refer to them by these names, and the contract in
// both its notations. Run by Items.Api.csproj.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { parse } from "yaml";

const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, "../../..");
const output = process.argv[2];

// Redoc's mark comes from its maker's server; here it is the text "API docs by Redocly" that remains.
const redocMark = "https://cdn.redoc.ly/redoc/logo-mini.svg";

const assets = [
  asset("node_modules/swagger-ui-dist/swagger-ui-bundle.js"),
  asset("node_modules/swagger-ui-dist/swagger-ui.css"),
  asset("node_modules/swagger-ui-dist/oauth2-redirect.js"),
  asset("node_modules/redoc/bundles/redoc.standalone.js", (text) => replaceOnce(text, redocMark, "data:,")),
  asset("src/Items.Api/Docs/pages/docs.js"),
  asset("src/Items.Api/Docs/pages/docs.css"),
  asset("src/Items.Api/Docs/pages/redoc.js"),
];

rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
for (const { name, content } of assets) {
  writeCompressed(name, content);
}

for (const page of ["docs.html", "redoc.html", "oauth2-redirect.html"]) {
  let html = readFileSync(join(here, "pages", page), "utf8");
  for (const { file, name } of assets) {
    html = html.replaceAll(`{{${file}}}`, `docs/assets/${name}`);
  }

  writeFileSync(join(output, page), html);
}

// Last: its time tells the build that all of this is up to date.
const contract = readFileSync(join(repository, "openapi.yaml"), "utf8");
writeCompressed("openapi.yaml", contract);
writeCompressed("openapi.json", JSON.stringify(parse(contract)));

function asset(path, change = (text) => text) {
  const content = change(readFileSync(join(repository, path), "utf8"));
  const file = basename(path);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  return { file, name: file.replace(/\.(?=\w+$)/, `.${hash}.`), content };
}

function replaceOnce(text, from, to) {
  if (text.split(from).length !== 2) {
    throw new Error(`${from} is expected once`);
  }

  return text.replace(from, to);
}

function writeCompressed(name, content) {
  writeFileSync(join(output, `${name}.br`), brotliCompressSync(content));
}
