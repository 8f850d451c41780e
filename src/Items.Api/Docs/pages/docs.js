const main = document.getElementById("docs");
const ui = SwaggerUIBundle({
  domNode: main,
  url: new URL("openapi.json", document.baseURI).href,
  oauth2RedirectUrl: new URL("docs/oauth2-redirect", document.baseURI).href,
  deepLinking: true,
  displayRequestDuration: true,
  // Or the contract would be sent to a server that is not ours.
  validatorUrl: null,
});
ui.initOAuth({
  clientId: main.dataset.clientId,
  scopes: ["items/read", "items/write"],
  usePkceWithAuthorizationCodeGrant: true,
});
