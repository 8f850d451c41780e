// Builds the documentation as a static site in artifacts/site, or in the folder that is the first argument: the guides, the API reference and the browser example.
// All links are relative, so the site works under any URL; no page loads anything from another server. A broken link, also
// one of the documents in the root of the repository, fails the build. Run by `npm run docs`, after the clients have been built.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { frame, menuFrom, reference } from "./layout.mjs";
import { Links } from "./links.mjs";
import { render } from "./markdown.mjs";
import { addSamples } from "./samples.mjs";
import { redocBundle } from "../../src/Items.Api/Docs/redoc.mjs";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const site = process.argv[2] ?? join(repository, "artifacts/site");
const client = join(repository, "artifacts/clients/dist");

if (!existsSync(client)) {
  console.error("The TypeScript client of the example is missing: run dotnet build src/Items.Client first.");
  process.exit(1);
}

rmSync(site, { recursive: true, force: true });
mkdirSync(site, { recursive: true });

const links = new Links(repository, site);
const menu = menuFrom(readFileSync(join(repository, "docs/index.md"), "utf8"), links);
const sections = [];
for (const source of ["README.md", ...guides()]) {
  const page = links.pageOf(source);
  const { html, title, searchable } = render(readFileSync(join(repository, source), "utf8"), source, links);
  write(page, frame({ page, title, menu, main: html }));
  sections.push(...searchable.map((section) => ({ ...section, title, page })));
}

write("reference.html", reference());
write("search.json", JSON.stringify(sections));
write("openapi.json", JSON.stringify(contract()));
write(".nojekyll", "");
copy("openapi.yaml", "openapi.yaml");
copy("docs/site/site.css", "site.css");
copy("docs/site/site.js", "site.js");
copy("docs/cold-start.svg", "cold-start.svg");
copy("docs/examples", "examples");
copy("src/Items.Api/Docs/pages/redoc.js", "redoc.js");
write("redoc.standalone.js", redocBundle());
cpSync(client, join(site, "examples/browser/client"), { recursive: true });
for (const file of ["CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]) {
  links.checkSource(file);
}

links.checkSite();
if (links.broken.length > 0) {
  console.error(`Broken links:\n${links.broken.join("\n")}`);
  process.exit(1);
}

console.log(`The site is in ${relative(process.cwd(), site)}`);

/** The contract with samples, which the function does not serve: they would make it larger. */
function contract() {
  const contract = parse(readFileSync(join(repository, "openapi.yaml"), "utf8"));
  addSamples(contract, readFileSync(join(repository, "docs/samples.md"), "utf8"));
  contract.info.description = `[Setup of the samples](samples.html#setup)\n\n${contract.info.description}`;
  return contract;
}

/** Paths of the guides in the repository. */
function guides() {
  return readdirSync(join(repository, "docs"), { recursive: true })
    .filter((file) => file.endsWith(".md") && !file.startsWith("examples"))
    .map((file) => `docs/${file}`);
}

function write(file, text) {
  mkdirSync(dirname(join(site, file)), { recursive: true });
  writeFileSync(join(site, file), text);
}

function copy(source, target) {
  cpSync(join(repository, source), join(site, target), { recursive: true });
}
