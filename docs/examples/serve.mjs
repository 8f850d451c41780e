// Serves the browser example and the TypeScript client on http://localhost:8080, the origin that the template allows by
// default. Run by `npm run example`; any other static web server can be used instead.
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const page = fileURLToPath(new URL("browser", import.meta.url));
const client = fileURLToPath(new URL("../../artifacts/clients/dist", import.meta.url));
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

createServer((request, response) => {
  // Normalized from the root, so no path leads out of the two folders.
  const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
  const file = path.startsWith("/client/")
    ? join(client, path.slice("/client".length))
    : join(page, path === "/" ? "index.html" : path);
  if (!(extname(file) in types) || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }

  response.writeHead(200, { "content-type": `${types[extname(file)]}; charset=utf-8` });
  createReadStream(file).pipe(response);
})
  .on("error", (error) => {
    console.error(error.code === "EADDRINUSE" ? "Port 8080 is in use." : error.message);
    process.exit(1);
  })
  .listen(8080, "localhost", () => console.log("The example is at http://localhost:8080"));
