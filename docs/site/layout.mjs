import { posix } from "node:path";
import { lexer } from "marked";

/**
 * The menu: the headings of index.md and the links below them.
 * @returns A list of `{ heading, pages: [{ title, page }] }`.
 */
export function menuFrom(index, links) {
  const groups = [];
  for (const token of lexer(index)) {
    if (token.type === "heading" && token.depth === 2) {
      groups.push({ heading: token.text, pages: [] });
    } else if (token.type === "list") {
      groups.at(-1).pages.push(...token.items.map((item) => entry(item, links)));
    }
  }

  return groups;
}

function entry(item, links) {
  const link = item.tokens[0].tokens.find((token) => token.type === "link");
  return { title: link.text, page: links.onSite(link.href, "docs/index.md") };
}

/** A page of the site. */
export function frame({ page, title, menu, main }) {
  const root = rootOf(page);
  return document(root, title, `
<a class="skip" href="#main">Skip to the content</a>
<header>
<a class="home" href="${root}index.html">Items API</a>
<search><label for="search">Search</label><input id="search" type="search" placeholder="Search" autocomplete="off" aria-controls="results"></search>
<a href="${root}reference.html">Reference</a>
</header>
<div class="columns">
<nav aria-label="Pages"><details open><summary>Pages</summary>
${menu.map((group) => menuGroup(group, root, page)).join("\n")}
</details></nav>
<main id="main">
<ol id="results" hidden></ol>
<article>
${main}</article>
</main>
</div>
<script src="${root}site.js" data-root="${root}"></script>`);
}

/** The API reference, which has a menu and a search of its own. */
export function reference() {
  return document("./", "Reference", `
<header><a class="home" href="index.html">Items API</a><a href="quickstart.html">Quick start</a></header>
<main id="redoc" data-root="./"></main>
<script src="redoc.standalone.js"></script>
<script src="redoc.js"></script>`);
}

function document(root, title, body) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === "Items API" ? title : `${title} · Items API`}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${root}site.css">
</head>
<body>${body}
</body>
</html>
`;
}

function menuGroup({ heading, pages }, root, current) {
  const items = pages.map(({ title, page }) => {
    const mark = page === current ? ' aria-current="page"' : "";
    return `<li><a href="${root}${page}"${mark}>${title}</a></li>`;
  });
  return `<h2>${heading}</h2>\n<ul>\n${items.join("\n")}\n</ul>`;
}

function rootOf(page) {
  const path = posix.relative(posix.dirname(page), "");
  return path === "" ? "./" : `${path}/`;
}
