// Search, copy buttons and the menu on small screens.
const root = document.currentScript.dataset.root;
const field = document.getElementById("search");
const results = document.getElementById("results");
let sections;

field.addEventListener("input", async () => {
  sections ??= await (await fetch(`${root}search.json`)).json();
  show(find(field.value));
});

/** The sections that contain every word, those with a word in their heading first. */
function find(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return null;
  }

  return sections
    .map((section) => ({ section, heading: section.heading.toLowerCase(), text: section.text.toLowerCase() }))
    .filter(({ heading, text }) => words.every((word) => heading.includes(word) || text.includes(word)))
    .sort((a, b) => hits(b.heading, words) - hits(a.heading, words))
    .slice(0, 20)
    .map(({ section, text }) => ({ ...section, excerpt: excerpt(section.text, text.indexOf(words[0])) }));
}

function hits(heading, words) {
  return words.filter((word) => heading.includes(word)).length;
}

function excerpt(text, position) {
  const start = Math.max(0, position - 40);
  return `${start > 0 ? "…" : ""}${text.slice(start, start + 160)}`;
}

/** @param found Null shows the page again. */
function show(found) {
  results.hidden = found === null;
  document.querySelector("article").hidden = found !== null;
  results.replaceChildren(...(found?.length === 0 ? [entry("Nothing was found.")] : (found ?? []).map(resultEntry)));
}

function resultEntry({ page, anchor, title, heading, excerpt }) {
  const link = document.createElement("a");
  link.href = `${root}${page}#${anchor}`;
  link.textContent = heading === title ? title : `${title}: ${heading}`;
  // A result on this page only moves to its section.
  link.addEventListener("click", () => {
    field.value = "";
    show(null);
  });
  return entry(link, document.createElement("br"), excerpt);
}

function entry(...content) {
  const item = document.createElement("li");
  item.append(...content);
  return item;
}

for (const button of document.querySelectorAll("button.copy")) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.nextElementSibling.textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
}

// Without this script the menu is open, as on wide screens.
const menu = document.querySelector("nav details");
const narrow = matchMedia("(max-width: 50rem)");
const adapt = () => (menu.open = !narrow.matches);
narrow.addEventListener("change", adapt);
adapt();
