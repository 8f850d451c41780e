// The version of the client packages: that of the contract and a hash of everything that the clients are made from. npm and
// NuGet keep a package by its version, so a changed client with the same version would be hidden by the one before.
// Prints the version; its argument is the root folder of the repository.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";

export function packageVersion(repository) {
  const sources = readdirSync(join(repository, "src/Items.Client"), { recursive: true })
    .filter((name) => extname(name) !== "")
    .sort()
    .map((name) => join(repository, "src/Items.Client", name));
  const contract = join(repository, "openapi.yaml");
  const hash = createHash("sha256");
  for (const file of [contract, join(repository, "package-lock.json"), ...sources]) {
    hash.update(readFileSync(file)).update("\0");
  }

  // A letter first: a number with a zero in front is not a valid part of a version.
  return `${parse(readFileSync(contract, "utf8")).info.version}-c${hash.digest("hex").slice(0, 12)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(packageVersion(process.argv[2]));
}
