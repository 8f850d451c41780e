using System.Text.Json;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Contract;

/// <summary>
/// Holds every exchange of a client against <c>openapi.yaml</c> and fails the test that made it when the answer
/// is not one that the contract allows. Paths and methods that the contract does not know pass.
/// </summary>
internal sealed class ContractHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>
    /// Headers of HTTP itself, which every answer may have, and what a browser is told about the documentation pages.
    /// Those of CORS are about the page that asks, and a sentence of the contract covers them.
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
        "x-content-type-options",
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
                    $"{request.Method} {request.RequestUri.PathAndQuery} ({operation.Id}) answered {(int)response.StatusCode} "
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
                ? Unless(body == "", "The answer to HEAD has a body.")
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
            : Unless(body.Length > 0, "The answer has no body.");
    }

    private static string[] Unless(bool condition, string violation) => condition ? [] : [violation];
}

/// <summary>The service answered something that its contract does not allow.</summary>
internal sealed class ContractViolationException(string message) : Exception(message);
