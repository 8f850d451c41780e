const page = document.getElementById("redoc");
const root = new URL(page.dataset.root, location.href);

fetch(new URL("openapi.json", root))
  .then((response) => response.json())
  .then(show)
  .catch((error) => page.append(`The contract cannot be loaded: ${error.message}. Reload the page to try again.`));

function show(contract) {
  if (page.dataset.api !== undefined) {
    contract.servers = [{ url: root.href }];
    contract.info.description = `[Try the operations in the browser](${new URL("docs", root)})\n\n${contract.info.description}`;
  }

  // Replaced by Redoc with the security schemes, which it does not show otherwise.
  contract.info.description += "\n\n## Authentication\n\n<SecurityDefinitions />";
  Redoc.init(contract, { theme: matchMedia("(prefers-color-scheme: dark)").matches ? dark : {} }, page);
}

const dark = {
  colors: {
    primary: { main: "#8ab4f8" },
    text: { primary: "#e3e6e8", secondary: "#aab3b9" },
    border: { dark: "rgba(255,255,255,0.2)", light: "rgba(255,255,255,0.1)" },
    responses: { success: { color: "#7ddb9a" }, error: { color: "#ff9e9e" }, redirect: { color: "#f2c078" } },
  },
  schema: { requireLabelColor: "#ff9e9e", nestedBackground: "#20272b", typeNameColor: "#aab3b9", typeTitleColor: "#aab3b9" },
  sidebar: { backgroundColor: "#20272b", textColor: "#e3e6e8" },
  typography: { code: { color: "#ff9e9e", backgroundColor: "rgba(255,255,255,0.08)" }, links: { color: "#8ab4f8" } },
};
