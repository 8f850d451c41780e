// Builds the documentation as a static site in artifacts/site: the guides, the API reference and the browser example.
// All links are relative, so the site works under any URL. A broken link, also one of README.md and the other documents
// beside it, fails the build. Run by `npm run docs`, after the clients have been built.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Marked } from "marked";
import { gfmHeadingId } from "marked-gfm-heading-id";
import { parse } from "yaml";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const docs = join(repository, "docs");
const site = join(repository, "artifacts/site");
const client = join(repository, "artifacts/clients/dist");

// URL of files outside of docs/, when GitHub Actions builds the site; otherwise they are not linked.
const sources = process.env.GITHUB_REPOSITORY && `https://github.com/${process.env.GITHUB_REPOSITORY}/blob/main`;

if (!existsSync(client)) {
  console.error("The TypeScript client of the example is missing: run dotnet build src/Items.Client first.");
  process.exit(1);
}

const brokenLinks = [];

rmSync(site, { recursive: true, force: true });
mkdirSync(site, { recursive: true });
for (const file of filesIn(docs, ".md").filter((file) => !file.startsWith("examples"))) {
  write(file.replace(/\.md$/, ".html"), page(file));
}

write("reference.html", reference());
write("openapi.json", JSON.stringify(parse(readFileSync(join(repository, "openapi.yaml"), "utf8"))));
write(".nojekyll", "");
cpSync(join(repository, "openapi.yaml"), join(site, "openapi.yaml"));
cpSync(join(repository, "node_modules/redoc/bundles/redoc.standalone.js"), join(site, "redoc.standalone.js"));
cpSync(join(docs, "site/site.css"), join(site, "site.css"));
cpSync(join(docs, "cold-start.svg"), join(site, "cold-start.svg"));
cpSync(join(docs, "examples"), join(site, "examples"), { recursive: true });
cpSync(client, join(site, "examples/browser/client"), { recursive: true });
checkPublishedLinks();
for (const file of ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]) {
  checkSourceLinks(file);
}

if (brokenLinks.length > 0) {
  console.error(`Broken links:\n${brokenLinks.join("\n")}`);
  process.exit(1);
}

console.log(`The site is in ${relative(process.cwd(), site)}`);

function page(file) {
  const markdown = readFileSync(join(docs, file), "utf8");
  const marked = new Marked(gfmHeadingId(), {
    walkTokens: (token) => {
      if (token.type === "link") {
        token.href = published(token.href, file);
      }
    },
    renderer: {
      // A file that is not published: its name without a link.
      link({ href, tokens }) {
        return href === null ? this.parser.parseInline(tokens) : false;
      },
    },
  });
  const root = relative(dirname(file), ".") || ".";
  const title = /^# (.*)$/m.exec(markdown)[1];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === "Items API" ? title : `${title} · Items API`}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${root}/site.css">
</head>
<body>
<nav><a href="${root}/index.html">Items API</a><a href="${root}/reference.html">Reference</a></nav>
<main>
${marked.parse(markdown)}</main>
</body>
</html>
`;
}

/** The link of a guide on the site; null for a file that is not on it. */
function published(href, file) {
  if (/^(\w+:|#)/.test(href)) {
    return href;
  }

  const [path, anchor] = href.split("#");
  const target = normalize(join(dirname(file), path));
  if (target.startsWith("..")) {
    checkFile(join(docs, target), `docs/${file}: ${href}`);
    return sources ? `${sources}/${target.slice(3)}` : null;
  }

  const address = target === "examples/browser" ? `${path}/index.html` : path.replace(/\.md$/, ".html");
  return anchor ? `${address}#${anchor}` : address;
}

function reference() {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Reference · Items API</title>
<link rel="icon" href="data:,">
</head>
<body>
<redoc spec-url="openapi.json"></redoc>
<script src="redoc.standalone.js"></script>
</body>
</html>
`;
}

function filesIn(folder, extension) {
  return readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(extension));
}

function write(file, text) {
  mkdirSync(dirname(join(site, file)), { recursive: true });
  writeFileSync(join(site, file), text);
}

function checkFile(target, link) {
  if (!existsSync(target)) {
    brokenLinks.push(link);
  }
}

/** Links of a document in the root of the repository, which is not on the site. */
function checkSourceLinks(file) {
  for (const [, path] of readFileSync(join(repository, file), "utf8").matchAll(/\]\((?!\w+:)([^)#]+)/g)) {
    checkFile(join(repository, path), `${file}: ${path}`);
  }
}

function checkPublishedLinks() {
  for (const file of filesIn(site, ".html")) {
    const html = readFileSync(join(site, file), "utf8");
    for (const [, href] of html.matchAll(/(?:href|src)="([^"]+)"/g)) {
      if (/^\w+:/.test(href)) {
        continue;
      }

      const [path, anchor] = href.split("#");
      const target = path ? join(site, dirname(file), path) : join(site, file);
      if (!existsSync(target) || (anchor && !readFileSync(target, "utf8").includes(`id="${anchor}"`))) {
        brokenLinks.push(`${file}: ${href}`);
      }
    }
  }
}
