// Sign-in by the authorization code flow with PKCE (RFC 7636): without a secret; a stolen code cannot be redeemed.
import config from "./config.js";

// In memory only: an injected script finds no token in storage, and a reload signs in again.
let token = null;

const redirectUri = location.origin + location.pathname;

export async function signIn() {
  const verifier = randomText();
  const state = randomText();
  sessionStorage.setItem("sign-in", JSON.stringify({ verifier, state }));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    response_type: "code",
    client_id: config.clientId,
    redirect_uri: redirectUri,
    scope: config.scope,
    state,
    code_challenge: base64Url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  });
  location.assign(`${config.authorize}?${query}`);
}

/** Completes a sign-in after the issuer has redirected the browser to this page. */
export async function completeSignIn() {
  const redirect = new URLSearchParams(location.search);
  const started = JSON.parse(sessionStorage.getItem("sign-in") ?? "null");
  sessionStorage.removeItem("sign-in");
  if (!redirect.has("code") && !redirect.has("error")) {
    return;
  }

  // Remove the code from the address bar and the history.
  history.replaceState(null, "", redirectUri);
  if (redirect.has("error")) {
    throw new Error(`The sign-in failed: ${redirect.get("error")}`);
  }

  if (!started || redirect.get("state") !== started.state) {
    throw new Error("This is not the answer to a sign-in that started here.");
  }

  const response = await fetch(config.token, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: config.clientId,
      redirect_uri: redirectUri,
      code: redirect.get("code"),
      code_verifier: started.verifier,
    }),
  });
  if (!response.ok) {
    throw new Error("The issuer returned no token.");
  }

  token = (await response.json()).access_token;
}

export const isSignedIn = () => token !== null;

export const accessToken = () => token;

export const signOut = () => {
  token = null;
};

const randomText = () => base64Url(crypto.getRandomValues(new Uint8Array(32)));

const base64Url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
