// Writes the documentation pages that are embedded in the function to the folder that is the first argument: assets,
// compressed, with a hash of their content in their names; pages that refer to them by these names; the contract as YAML
// and as JSON. Run by Items.Api.csproj.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { parse } from "yaml";
import { redocBundle } from "./redoc.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, "../../..");
const output = process.argv[2];

const assets = [
  asset("node_modules/swagger-ui-dist/swagger-ui-bundle.js"),
  asset("node_modules/swagger-ui-dist/swagger-ui.css"),
  asset("node_modules/swagger-ui-dist/oauth2-redirect.js"),
  asset("redoc.standalone.js", redocBundle()),
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
    html = html.replaceAll(`{{${file}}}`, `{{root}}docs/assets/${name}`);
  }

  writeFileSync(join(output, page), html);
}

// Last: the build compares the time of these files with that of the sources.
const contract = readFileSync(join(repository, "openapi.yaml"), "utf8");
writeCompressed("openapi.yaml", withLoginUrl(contract));
writeCompressed("openapi.json", withLoginUrl(JSON.stringify(parse(contract))));

// The contract has the addresses of the local host; the function inserts those of its deployment.
function withLoginUrl(text) {
  const changed = text.replaceAll("http://localhost:3000/_local", "{{login_url}}");
  if (changed === text) {
    throw new Error("the issuer of the local host is expected in openapi.yaml");
  }

  return changed;
}

function asset(path, content = readFileSync(join(repository, path), "utf8")) {
  const file = basename(path);
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  return { file, name: file.replace(/\.(?=\w+$)/, `.${hash}.`), content };
}

function writeCompressed(name, content) {
  writeFileSync(join(output, `${name}.br`), brotliCompressSync(content));
}
