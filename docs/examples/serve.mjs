// Serves the browser example and the TypeScript client on http://localhost:8080, the origin that the template allows by
// default. Run by `npm run example`; any other static web server can be used instead. Argument: another port, 0 for a
// free one.
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const page = fileURLToPath(new URL("browser", import.meta.url));
const client = fileURLToPath(new URL("../../artifacts/clients/dist", import.meta.url));
const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

// Normalized from the root, so no path leads out of the two folders; null when the URL is malformed.
function pathOf(url) {
  try {
    return normalize(decodeURIComponent(new URL(url, "http://localhost").pathname));
  } catch {
    return null;
  }
}

createServer((request, response) => {
  const path = pathOf(request.url);
  if (path === null) {
    response.writeHead(400).end();
    return;
  }

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
    console.error(error.code === "EADDRINUSE" ? `Port ${error.port} is in use.` : error.message);
    process.exit(1);
  })
  .listen(Number(process.argv[2] ?? 8080), "localhost", function () {
    console.log(`The example is at http://localhost:${this.address().port}`);
  });
