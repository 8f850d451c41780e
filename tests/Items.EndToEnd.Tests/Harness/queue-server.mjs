// An SQS server that is independent of this repository, on a free loopback port, which it prints.
import { startFauxqs } from "fauxqs";

const server = await startFauxqs({ host: "127.0.0.1", port: 0, logger: false });
console.log(server.address);
