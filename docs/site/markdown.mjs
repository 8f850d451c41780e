import hljs from "highlight.js/lib/common";
import { Marked, Renderer } from "marked";
import { getHeadingList, gfmHeadingId } from "marked-gfm-heading-id";

/**
 * Converts a document to HTML.
 * @returns The HTML, the title, and the texts of the sections for the search.
 */
export function render(markdown, source, links) {
  const marked = new Marked(gfmHeadingId(), {
    walkTokens: (token) => {
      if (token.type === "link" || token.type === "image") {
        token.href = links.onSite(token.href, source);
      }
    },
    renderer: {
      // A file that is not on the site: its name without a link.
      link({ href, tokens }) {
        return href === null ? this.parser.parseInline(tokens) : false;
      },
      code({ text, lang }) {
        // The site contains no script that draws diagrams.
        return lang === "mermaid" ? "" : codeBlock(text, lang);
      },
      table(token) {
        // So that a wide table scrolls, and not the page.
        const table = Renderer.prototype.table.call(this, token).replaceAll("<th></th>", "<td></td>");
        return `<div class="table" tabindex="0">${table}</div>`;
      },
    },
  });
  const html = marked.parse(markdown);
  const headings = getHeadingList();
  return { html, title: headings[0].raw, searchable: searchable(html, headings) };
}

function codeBlock(text, lang) {
  const language = hljs.getLanguage(lang) ? lang : "plaintext";
  const { value } = hljs.highlight(text, { language });
  return `<div class="code"><button type="button" class="copy">Copy</button><pre tabindex="0"><code>${value}</code></pre></div>\n`;
}

/** One entry per heading: its id and text, and the text below it. */
function searchable(html, headings) {
  const parts = html.split(/<h[1-6] id="[^"]*">/).slice(1);
  return headings.map(({ id, raw }, index) => ({ anchor: id, heading: plain(raw), text: plain(parts[index]) }));
}

function plain(html) {
  return html
    .replace(/<button.*?<\/button>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&")
    .replace(/\s+/g, " ")
    .trim();
}
