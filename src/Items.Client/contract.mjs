// The contract as the generators of clients need it.
import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";

export const contractFile = new URL("../../openapi.yaml", import.meta.url);

export function writeContractForClients(path) {
  const contract = parse(readFileSync(contractFile, "utf8"));

  // The documentation is for browsers.
  for (const [address, { get }] of Object.entries(contract.paths)) {
    if (get?.tags?.includes("docs")) {
      delete contract.paths[address];
    }
  }

  for (const schema of Object.values(contract.components.schemas)) {
    // Fields that a client does not know are dropped, not collected.
    if (schema.type === "object") {
      schema.additionalProperties = false;
    }
  }

  // Text or a number: NSwag would make a class without properties of it.
  contract.components.schemas.ValidationError.properties.loc.items = {};

  // A client must not break when the service one day says something else about itself.
  delete contract.components.schemas.Health.properties.status.enum;
  writeFileSync(path, JSON.stringify(contract, null, 2));
}
