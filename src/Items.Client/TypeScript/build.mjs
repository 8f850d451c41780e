// Builds the TypeScript client from openapi.yaml: the files in artifacts/clients/dist, and an npm package with them in
// artifacts/clients. Arguments: the folder artifacts/clients, the folder of NSwag. Run by Items.Client.csproj.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeContractForClients } from "../contract.mjs";
import { packageVersion } from "../version.mjs";

const [output, nswagFolder] = process.argv.slice(2);
const here = fileURLToPath(new URL(".", import.meta.url));
const repository = fileURLToPath(new URL("../../..", import.meta.url));
const sources = join(output, "src");

// With the packages of earlier versions.
rmSync(output, { recursive: true, force: true });
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
for (const file of ["attempts.ts", "export.ts", "http.ts", "import.ts", "index.ts", "sender.ts", "tsconfig.json", "values.ts"]) {
  cpSync(join(here, file), join(sources, file));
}

const manifest = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
manifest.version = packageVersion(repository);
writeFileSync(join(output, "package.json"), JSON.stringify(manifest, null, 2));
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
  change("JSON.parse(_responseText, this.jsonParseReviver)", "parseBody(_responseText, status, _headers)");
  change(/^    protected jsonParseReviver.*\n\n/gm, "");
  for (const [from, to] of [["if_Match", "ifMatch"], ["if_None_Match", "ifNoneMatch"], ["idempotency_Key", "idempotencyKey"]]) {
    change(from, to);
  }

  // Optional parameters are members of an object. An error in an argument rejects the promise too.
  change(/^    (\w+)\(([^()]*)\): (Promise<.*) \{$/gm, (_, name, parameters, returned) => signature(name, parameters, returned));
  change(/@param (\w+) \(optional\) /g, "@param options.$1 ");
  change(/(let options_: RequestInit = \{)/g, "$1\n            signal: options.signal,");

  // Types that a project without the DOM library has too.
  change("url: RequestInfo, init?: RequestInit): Promise<Response>", "url: string, request: HttpRequest): Promise<HttpResponse>");
  change("baseUrl?: string, http?: {", "baseUrl: string, http: {");
  change("http ? http : window as any", "http");
  change('baseUrl ?? "."', "baseUrl");
  change("RequestInit", "HttpRequest");
  change(/\b(_?response): Response\b/g, "$1: HttpResponse");

  change("loc: any[];", "loc: (string | number)[];");
  change("headers: { [key: string]: any; }", "headers: Record<string, string>");
  change("let _headers: any = {}", "let _headers: Record<string, string> = {}");
  change("result: any;", "result: unknown;");
  change("headers: Record<string, string>, result: any)", "headers: Record<string, string>, result: unknown)");
  change("isApiException(obj: any)", "isApiException(obj: unknown)");
  change("return obj.isApiException === true;", "return obj instanceof ApiException;");
  change("    protected isApiException = true;\n\n", "");
  change(
    "        this.message = message;\n",
    "        this.message = errorMessage(message, status, result ?? parseJson(response));\n",
  );
  change(
    "    static isApiException",
    `    /** The error: one line, or for a 422 every error with its location. */
    get detail(): string | ValidationError[] | undefined {
        return errorDetail(this.result ?? parseJson(this.response));
    }

    /**
     * Number of requests that were sent. After more than one, an earlier request may have had an effect: a 412 may be due to
     * the call's own update, a 404 to its own delete.
     */
    get attempts(): number {
        return Number(this.headers["client-attempts"] ?? 1);
    }

    static isApiException`,
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

    /** Whether this is the stored response to the first request with the same idempotency key. */
    get isReplayed(): boolean {
        return this.headers["idempotent-replayed"] === "true";
    }

    /** Number of requests that were sent. */
    get attempts(): number {
        return Number(this.headers["client-attempts"] ?? 1);
    }

    /** Start of the next page; undefined on the last page. */
    get nextCursor(): string | undefined {
        const next = /<([^>]+)>; *rel="next"/.exec(this.headers["link"] ?? "");
        return next ? new URL(next[1]!, "http://any").searchParams.get("cursor") ?? undefined : undefined;
    }
`,
  );
  code = code.replace("export class ItemsClient", 'import type { CallOptions, HttpRequest, HttpResponse } from "./http.js";\nimport { errorDetail, errorMessage, parseJson, pathSegment } from "./values.js";\n\n$&');
  code += `
function parseBody(text: string, status: number, headers: Record<string, string>): any {
    return parseJson(text) ?? throwException("The response does not match the contract.", status, text, headers);
}
`;
  writeFileSync(file, code);
}

/** Parameters with the optional ones as members of an object. */
function signature(name, parameters, returned) {
  const all = parameters.split(", ").filter(Boolean);
  const optional = all.filter((parameter) => parameter.includes("?: "));
  const options = optional.length === 0 ? "CallOptions" : `{ ${optional.join("; ")} } & CallOptions`;
  const required = all.filter((parameter) => !optional.includes(parameter));
  const names = optional.map((parameter) => parameter.split("?")[0]);
  return [
    `    async ${name}(${[...required, `options: ${options} = {}`].join(", ")}): ${returned} {`,
    ...(names.length === 0 ? [] : [`        const { ${names.join(", ")} } = options;`]),
  ].join("\n");
}

function run(program, args, cwd) {
  try {
    execFileSync(program, args, { cwd, encoding: "utf8" });
  } catch (failure) {
    throw new Error(`${program} ${args[0]} failed:\n${failure.stdout}${failure.stderr}`);
  }
}
