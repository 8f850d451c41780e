// The contract in the form that the client generators need.
import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";

export const contractFile = new URL("../../openapi.yaml", import.meta.url);

export function writeContractForClients(path) {
  const contract = parse(readFileSync(contractFile, "utf8"));

  // The documentation pages are for browsers.
  for (const [address, { get }] of Object.entries(contract.paths)) {
    if (get?.tags?.includes("docs")) {
      delete contract.paths[address];
    }
  }

  for (const schema of Object.values(contract.components.schemas)) {
    // Unknown fields are ignored; otherwise NSwag would collect them in a dictionary.
    if (schema.type === "object") {
      schema.additionalProperties = false;
    }
  }

  // Text or a number: NSwag would generate a class without properties.
  contract.components.schemas.ValidationError.properties.loc.items = {};

  // Clients must accept a status that is added later.
  delete contract.components.schemas.Health.properties.status.enum;
  writeFileSync(path, JSON.stringify(contract, null, 2));
}
