// The local host. For a deployed stack use its outputs; Cognito's endpoints are on the domain of the user pool:
//   authorize: "https://<prefix>.auth.<region>.amazoncognito.com/oauth2/authorize"
//   token:     "https://<prefix>.auth.<region>.amazoncognito.com/oauth2/token"
export default {
  api: "http://localhost:3000",
  authorize: "http://localhost:3000/_local/oauth2/authorize",
  token: "http://localhost:3000/_local/oauth2/token",
  clientId: "local-web",
  scope: "items/read items/write",
};
