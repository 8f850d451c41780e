// Generates the C# client from openapi.yaml. Arguments: the output file, the folder of NSwag. Run by Items.Client.csproj.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeContractForClients } from "./contract.mjs";

const [output, nswagFolder] = process.argv.slice(2);
const contract = `${output}.openapi.json`;
writeContractForClients(contract);

execFileSync(
  "dotnet",
  [
    join(nswagFolder, "dotnet-nswag.dll"),
    "openapi2csclient",
    `/Input:${contract}`,
    `/Output:${output}`,
    `/TemplateDirectory:${fileURLToPath(new URL("Templates", import.meta.url))}`,
    "/Namespace:Items.Client",
    "/ClassName:ItemsClient",
    "/InjectHttpClient:true",
    "/UseBaseUrl:false",
    "/GeneratePrepareRequestAndProcessResponseAsAsyncMethods:true",
    "/WrapResponses:true",
    "/ResponseClass:ApiResponse",
    "/ExceptionClass:ApiException",
    "/GenerateOptionalParameters:true",
    "/ClassStyle:Poco",
    "/GenerateNativeRecords:true",
    "/UseRequiredKeyword:true",
    "/WriteAccessor:init",
    "/GenerateNullableReferenceTypes:true",
    "/GenerateOptionalPropertiesAsNullable:true",
    "/GenerateDefaultValues:false",
    "/GenerateDataAnnotations:false",
    "/JsonLibrary:SystemTextJson",
    "/JsonLibraryVersion:9.0",
    "/AnyType:System.Text.Json.JsonElement",
    "/ArrayType:System.Collections.Generic.IReadOnlyList",
    "/ResponseArrayType:System.Collections.Generic.IReadOnlyList",
    "/DateTimeType:System.DateTimeOffset",
  ],
  { stdio: ["ignore", "ignore", "inherit"] },
);

// Changes that the templates cannot make. Each fails if its text is not found.
let code = readFileSync(output, "utf8");
change(
  "System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body, JsonSerializerSettings)",
  "System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body, TypeInfoOf(body))",
);
change(
  "client_.SendAsync(request_, System.Net.Http.HttpCompletionOption.ResponseHeadersRead, cancellationToken)",
  "_sender.SendAsync(client_, request_, cancellationToken)",
);
// Names in .NET style; names in quotes are those of the contract and stay.
const names = [
  ...["Item_id", "Import_id", "Created_at", "Updated_at"],
  ...["item_id", "import_id", "if_Match", "if_None_Match", "idempotency_Key"],
];
for (const name of names) {
  change(new RegExp(`(?<=[ (.])${name}\\b`, "g"), pascalOrCamel(name));
  code = code.replaceAll(`"${name}">`, `"${pascalOrCamel(name)}">`).replaceAll(
    `ArgumentNullException("${name}")`,
    `ArgumentNullException("${pascalOrCamel(name)}")`,
  );
}

change(
  /urlBuilder_\.Append\(System\.Uri\.EscapeDataString\(ConvertToString\((\w+), System\.Globalization\.CultureInfo\.InvariantCulture\)\)\);/g,
  "urlBuilder_.Append(PathSegment($1));",
);
// Null and absent have different meanings in a patch.
change(
  /(record ItemPatch\b[^]*?JsonPropertyName\("description"\)\]\s*)public string\?/g,
  "$1[System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault)]\n        public OptionalText",
);
writeFileSync(output, code);

function change(from, to) {
  const changed = code.replaceAll(from, to);
  if (changed === code) {
    throw new Error(`NSwag no longer writes ${from}`);
  }

  code = changed;
}

function pascalOrCamel(name) {
  return name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
}
