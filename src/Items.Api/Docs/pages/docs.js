const page = document.getElementById("docs");
const root = new URL(page.dataset.root, location.href);

followColorScheme();
fetch(new URL("openapi.json", root))
  .then((response) => response.json())
  .then(show)
  .catch((error) => page.append(`The contract cannot be loaded: ${error.message}. Reload the page to try again.`));

function show(contract) {
  // The operations come first: the reference has the whole text.
  contract.info.description = [
    contract.info.description.split("\n\n")[0],
    "Sign in with **Authorize**, open an operation and choose **Try it out**.",
    `[The guide](${new URL("redoc", root)}) explains lists, versions, retries and errors.`,
  ].join("\n\n");
  // Relative to the contract, which the page may not be.
  contract.servers = [{ url: root.href }];
  const ui = SwaggerUIBundle({
    domNode: page,
    spec: contract,
    oauth2RedirectUrl: new URL("docs/oauth2-redirect", root).href,
    deepLinking: true,
    displayRequestDuration: true,
    persistAuthorization: true,
    plugins: [SwaggerUIBundle.plugins.DownloadUrl, clientOfPageForUsersOnly],
    // Or the contract would be sent to a server that is not ours.
    validatorUrl: null,
  });
  ui.initOAuth({
    clientId: page.dataset.clientId,
    scopes: ["items/read", "items/write"],
    usePkceWithAuthorizationCodeGrant: true,
  });
}

/** A program has its own client: the form of its sign-in must not contain that of this page. */
function clientOfPageForUsersOnly() {
  return {
    wrapComponents: {
      oauth2: (Form, { React }) => (props) =>
        React.createElement(Form, props.name === "service" ? withoutConfiguration(props) : props),
    },
  };
}

function withoutConfiguration(props) {
  return { ...props, authSelectors: { ...props.authSelectors, getConfigs: () => ({}) } };
}

function followColorScheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", apply);
  apply();
}
