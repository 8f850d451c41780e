// The contract in the form that the client generators need.
import { readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";

export const contractFile = new URL("../../openapi.yaml", import.meta.url);

export function writeContractForClients(path) {
  const contract = parse(readFileSync(contractFile, "utf8"));

  // The documentation pages are for browsers; the export is a stream, on another server; webhooks are signed as text.
  for (const [address, { get, post }] of Object.entries(contract.paths)) {
    if (["docs", "export", "webhooks"].includes((get ?? post).tags[0])) {
      delete contract.paths[address];
    }
  }

  for (const name of ["ExportCursor", "ExportEnd", "WebhookEvent", "WebhookItem"]) {
    delete contract.components.schemas[name];
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
  delete contract.components.schemas.Import.properties.state.enum;
  writeFileSync(path, JSON.stringify(contract, null, 2));
}
