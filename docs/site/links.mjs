import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

/** Links between the documents of the repository and the pages of the site. */
export class Links {
  /** Descriptions of links whose target does not exist. */
  broken = [];

  #repository;
  #site;

  // URL of files that are not on the site, when GitHub Actions builds it; otherwise they are not linked.
  #sources = process.env.GITHUB_REPOSITORY && `https://github.com/${process.env.GITHUB_REPOSITORY}/blob/main`;

  constructor(repository, site) {
    this.#repository = repository;
    this.#site = site;
  }

  /** @returns The page of a document of the repository; null when it is not on the site. */
  pageOf(source) {
    return source === "README.md" ? "quickstart.html"
      : source === "docs/examples/browser" ? "examples/browser/index.html"
      : !source.startsWith("docs/") ? null
      : source.slice("docs/".length).replace(/\.md$/, ".html");
  }

  /** @returns The link on the site for a link in the document; null for a file that is not on the site. */
  onSite(href, source) {
    // Pages that only the site has, such as the reference.
    if (/^(\w+:|#)/.test(href) || href === "reference.html") {
      return href;
    }

    const [path, anchor] = href.split("#");
    const target = posix.join(posix.dirname(source), path).replace(/\/$/, "");
    this.#expect(join(this.#repository, target), `${source}: ${href}`);
    const page = this.pageOf(target);
    if (page === null || target === "docs/decisions") {
      return this.#sources ? `${this.#sources}/${target}` : null;
    }

    const address = posix.relative(posix.dirname(this.pageOf(source)), page);
    return anchor ? `${address}#${anchor}` : address;
  }

  /** Checks the links of a document that is not on the site. */
  checkSource(file) {
    for (const [, path] of readFileSync(join(this.#repository, file), "utf8").matchAll(/\]\((?!\w+:)([^)#]+)/g)) {
      this.#expect(join(this.#repository, path), `${file}: ${path}`);
    }
  }

  /** Checks the links of all pages, with their anchors. */
  checkSite() {
    for (const file of readdirSync(this.#site, { recursive: true }).filter((file) => file.endsWith(".html"))) {
      for (const [, href] of readFileSync(join(this.#site, file), "utf8").matchAll(/(?:href|src)="([^"]+)"/g)) {
        if (!/^\w+:/.test(href)) {
          this.#checkLink(file, href);
        }
      }
    }
  }

  #checkLink(file, href) {
    const [path, anchor] = href.split("#");
    const target = path ? join(this.#site, dirname(file), path) : join(this.#site, file);
    if (!existsSync(target) || (anchor && !readFileSync(target, "utf8").includes(`id="${anchor}"`))) {
      this.broken.push(`${file}: ${href}`);
    }
  }

  #expect(file, link) {
    if (!existsSync(file)) {
      this.broken.push(link);
    }
  }
}
