// Builds the TypeScript client from openapi.yaml: the files in artifacts/clients/dist, and an npm package with them in
// artifacts/clients. Arguments: the folder artifacts/clients, the folder of NSwag. Run by Items.Client.csproj.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeContractForClients } from "../contract.mjs";

const [output, nswagFolder] = process.argv.slice(2);
const here = fileURLToPath(new URL(".", import.meta.url));
const repository = fileURLToPath(new URL("../../..", import.meta.url));
const sources = join(output, "src");

for (const folder of ["src", "dist"]) {
  rmSync(join(output, folder), { recursive: true, force: true });
}

mkdirSync(sources, { recursive: true });
writeContractForClients(join(sources, "openapi.json"));
run("dotnet", [
  join(nswagFolder, "dotnet-nswag.dll"),
  "openapi2tsclient",
  `/Input:${join(sources, "openapi.json")}`,
  `/Output:${join(sources, "generated.ts")}`,
  "/ClassName:ItemsClient",
  "/Template:Fetch",
  "/TypeStyle:Interface",
  "/TypeScriptVersion:5.0",
  "/NullValue:Null",
  "/DateTimeType:String",
  "/GenerateOptionalParameters:true",
  "/WrapDtoExceptions:true",
  "/WrapResponses:true",
  "/ResponseClass:ApiResponse",
  "/ExceptionClass:ApiException",
]);
adapt(join(sources, "generated.ts"));
for (const file of ["attempts.ts", "export.ts", "import.ts", "index.ts", "tsconfig.json"]) {
  cpSync(join(here, file), join(sources, file));
}

cpSync(join(here, "package.json"), join(output, "package.json"));
cpSync(join(here, "README.md"), join(output, "README.md"));
cpSync(join(repository, "LICENSE"), join(output, "LICENSE"));
run("node", [join(repository, "node_modules/typescript/bin/tsc"), "--project", sources, "--outDir", join(output, "dist")]);
run("npm", ["pack", "--silent", "--pack-destination", output], output);

/** Changes that NSwag has no option for. Each fails if its text is not found. */
function adapt(file) {
  let code = readFileSync(file, "utf8");
  const change = (from, to) => {
    const changed = code.replaceAll(from, to);
    if (changed === code) {
      throw new Error(`NSwag no longer writes ${from}`);
    }

    code = changed;
  };

  // A header without a value is not sent: the API rejects an empty one.
  change(
    /"([\w-]+)": (\w+) !== undefined && \2 !== null \? "" \+ \2 : "",/g,
    '...($2 === undefined || $2 === null ? {} : { "$1": "" + $2 }),',
  );
  change(/\.replace\("\{(\w+)\}", encodeURIComponent\("" \+ \1\)\)/g, '.replace("{$1}", pathSegment("$1", $1))');
  change("JSON.parse(_responseText, this.jsonParseReviver)", "parseBody(_responseText, this.jsonParseReviver, status, _headers)");
  // An error in an argument rejects the promise too.
  change(/^    (\w+\([^()]*\): Promise<)/gm, "    async $1");
  change("window as any", "globalThis as any");
  change("loc: any[];", "loc: (string | number)[];");
  for (const [from, to] of [["if_Match", "ifMatch"], ["if_None_Match", "ifNoneMatch"], ["idempotency_Key", "idempotencyKey"]]) {
    change(from, to);
  }

  change(
    "    protected isApiException = true;",
    `    /** The error: one line, or for a 422 every error with its location. */
    get detail(): string | ValidationError[] | undefined {
        return this.result?.detail ?? this.result?.message;
    }

    protected isApiException = true;`,
  );
  change(
    "    result: TResult;\n",
    `    result: TResult;

    /** Version of the item, quotes included, for \`ifMatch\` and \`ifNoneMatch\`. */
    get etag(): string | undefined {
        return this.headers["etag"];
    }

    /** Path of the new item. */
    get location(): string | undefined {
        return this.headers["location"];
    }

    /** Start of the next page; undefined on the last page. */
    get nextCursor(): string | undefined {
        const next = /<([^>]+)>; *rel="next"/.exec(this.headers["link"] ?? "");
        return next ? new URL(next[1]!, "http://any").searchParams.get("cursor") ?? undefined : undefined;
    }
`,
  );
  code += `
// The gateway decodes a path before it routes it, and clients remove dot segments: such a value would name another
// resource.
function pathSegment(name: string, value: string): string {
    if (/^\\.{0,2}$|[/?]/.test(value)) {
        throw new RangeError(\`\${name} cannot be empty, "." or "..", or contain "/" or "?": "\${value}"\`);
    }

    return encodeURIComponent(value);
}

function parseBody(text: string, reviver: any, status: number, headers: { [key: string]: any; }): any {
    try {
        return JSON.parse(text, reviver);
    } catch {
        return throwException("The response does not match the contract.", status, text, headers);
    }
}
`;
  writeFileSync(file, code);
}

function run(program, args, cwd) {
  try {
    execFileSync(program, args, { cwd, encoding: "utf8" });
  } catch (failure) {
    throw new Error(`${program} ${args[0]} failed:\n${failure.stdout}${failure.stderr}`);
  }
}
