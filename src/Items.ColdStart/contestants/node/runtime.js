// Replaces the client of AWS's managed Node.js runtime, which is written in C++ and not available separately.
import { Agent, request } from "node:http";
import { handler } from "./handler.js";

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const options = { host, port, agent, method, path: `/2018-06-01/runtime/invocation/${path}` };
    const outgoing = request(options, async (response) => {
      try {
        const chunks = await response.toArray();
        resolve({ headers: response.headers, text: Buffer.concat(chunks).toString() });
      } catch (error) {
        reject(error);
      }
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

async function outcomeOf(event) {
  try {
    return ["response", await handler(JSON.parse(event))];
  } catch (error) {
    console.error(error);
    return ["error", { errorType: error.name, errorMessage: error.message }];
  }
}

async function run() {
  for (;;) {
    const { headers, text } = await call("GET", "next");
    const [outcome, body] = await outcomeOf(text);
    await call("POST", `${headers["lambda-runtime-aws-request-id"]}/${outcome}`, JSON.stringify(body));
  }
}

run();
