// fauxqs, an SQS server that is independent of this repository, in memory on a free loopback port, which it prints.
import { register } from "node:module";

// It imports Node 22's SQLite for persistence only, which is not used here.
register(
  "data:text/javascript," +
    encodeURIComponent(`
      const sqlite = "data:text/javascript,export class DatabaseSync {}";
      export const resolve = (specifier, context, next) =>
        specifier === "node:sqlite" ? { url: sqlite, shortCircuit: true } : next(specifier, context);
    `),
);
const { startFauxqs } = await import("fauxqs");
const server = await startFauxqs({ host: "127.0.0.1", port: 0, logger: false });
console.log(server.address);
