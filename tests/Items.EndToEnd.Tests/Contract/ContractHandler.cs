using System.Text.Json;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Contract;

/// <summary>
/// Checks every response that a client receives against <c>openapi.yaml</c> and throws when the contract does not allow
/// it. Paths and methods that are not in the contract are not checked.
/// </summary>
internal sealed class ContractHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>
    /// Headers of HTTP itself and of function URLs, which every response may have, and the browser policies of the
    /// documentation pages. The headers of CORS depend on the origin of the page and are described in the text of the contract.
    /// </summary>
    private static readonly HashSet<string> Transport = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection",
        "content-length",
        "content-security-policy",
        "content-type",
        "date",
        "referrer-policy",
        "transfer-encoding",
        "x-amzn-requestid",
        "x-amzn-trace-id",
    };

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (OpenApiDocument.Shared.Find(request.Method, request.RequestUri!.AbsolutePath) is { } operation)
        {
            string body = await response.Content.ReadAsStringAsync(cancellationToken);
            var violations = await CheckAsync(operation, request.Method, response, body);
            if (violations.Count > 0)
            {
                throw new ContractViolationException(
                    $"{request.Method} {request.RequestUri.PathAndQuery} ({operation.Id}) received {(int)response.StatusCode} "
                        + $"{body}\nwhich openapi.yaml does not allow:\n{string.Join('\n', violations)}"
                );
            }
        }

        return response;
    }

    private static async Task<IReadOnlyList<string>> CheckAsync(
        Operation operation,
        HttpMethod method,
        HttpResponseMessage response,
        string body
    )
    {
        string status = ((int)response.StatusCode).ToString();
        if (operation.Responses[status] is not { } declared)
        {
            return [$"Status {status} is not declared."];
        }

        var contract = OpenApiDocument.Shared.Resolve(declared);
        return
        [
            .. await CheckHeadersAsync(contract["headers"]?.AsObject() ?? [], response),
            .. method == HttpMethod.Head
                ? Unless(body == "", "The response to HEAD has a body.")
                : await CheckBodyAsync(contract, response, body),
        ];
    }

    private static async Task<IReadOnlyList<string>> CheckHeadersAsync(
        JsonObject declared,
        HttpResponseMessage response
    )
    {
        var sent = response
            .Headers.Concat(response.Content.Headers)
            .ToDictionary(it => it.Key, it => string.Join(", ", it.Value), StringComparer.OrdinalIgnoreCase);
        List<string> violations =
        [
            .. from name in sent.Keys
            where !declared.Any(it => name.Equals(it.Key, StringComparison.OrdinalIgnoreCase))
            where !Transport.Contains(name)
            where !name.StartsWith("access-control-", StringComparison.OrdinalIgnoreCase)
            select $"Header {name} is not declared.",
        ];
        foreach (var (name, reference) in declared)
        {
            var header = OpenApiDocument.Shared.Resolve(reference!);
            if (sent.TryGetValue(name, out string? text))
            {
                var schema = header["schema"]!;
                string json =
                    (string?)schema["type"] == "integer" ? text : $"\"{JsonEncodedText.Encode(text)}\"";
                var wrong = await OpenApiDocument.Shared.ValidateAsync(schema, json);
                violations.AddRange(wrong.Select(it => $"Header {name}: {it}"));
            }
            else if ((bool?)header["required"] is true)
            {
                violations.Add($"Header {name} is missing.");
            }
        }

        return violations;
    }

    private static async Task<IEnumerable<string>> CheckBodyAsync(
        JsonObject contract,
        HttpResponseMessage response,
        string body
    )
    {
        if (contract["content"]?.AsObject() is not { } content)
        {
            return Unless(body == "", "A body is not declared.");
        }

        string type = response.Content.Headers.ContentType?.ToString() ?? "";
        return content[type]?["schema"] is not { } schema ? [$"Content type '{type}' is not declared."]
            : type == "application/json" ? await OpenApiDocument.Shared.ValidateAsync(schema, body)
            : type == "application/x-ndjson" && response.Content.Headers.ContentEncoding.Count == 0
                ? await CheckLinesAsync(schema, body)
            : Unless(body.Length > 0, "The response has no body.");
    }

    /// <summary>The schema of NDJSON is that of a line.</summary>
    private static async Task<IEnumerable<string>> CheckLinesAsync(JsonNode schema, string body)
    {
        var violations = new List<string>();
        foreach (string line in body.TrimEnd('\n').Split('\n'))
        {
            violations.AddRange(await OpenApiDocument.Shared.ValidateAsync(schema, line));
        }

        return violations;
    }

    private static string[] Unless(bool condition, string violation) => condition ? [] : [violation];
}

/// <summary>A response that the contract does not allow.</summary>
internal sealed class ContractViolationException(string message) : Exception(message);
