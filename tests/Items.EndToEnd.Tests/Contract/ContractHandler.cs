using System.Text.Json;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Contract;

/// <summary>
/// Holds every exchange of a client against <c>openapi.yaml</c> and fails the test that made it when the answer
/// is not one that the contract allows. Paths and methods that the contract does not know pass.
/// </summary>
internal sealed class ContractHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
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
            .. MissingHeaders(contract, response),
            .. await WrongHeadersAsync(contract, response),
            .. method == HttpMethod.Head
                ? Unless(body == "", "The answer to HEAD has a body.")
                : await CheckBodyAsync(contract, response, body),
        ];
    }

    private static IEnumerable<string> MissingHeaders(JsonObject contract, HttpResponseMessage response) =>
        from header in contract["headers"]?.AsObject() ?? []
        where (bool?)OpenApiDocument.Shared.Resolve(header.Value!)["required"] is true
        where !response.Headers.Contains(header.Key)
        select $"Header {header.Key} is missing.";

    private static async Task<IEnumerable<string>> WrongHeadersAsync(
        JsonObject contract,
        HttpResponseMessage response
    )
    {
        var violations = new List<string>();
        foreach (var (name, declared) in contract["headers"]?.AsObject() ?? [])
        {
            if (response.Headers.TryGetValues(name, out var values))
            {
                var schema = OpenApiDocument.Shared.Resolve(declared!)["schema"]!;
                string text = string.Join(", ", values);
                string json =
                    (string?)schema["type"] == "integer" ? text : $"\"{JsonEncodedText.Encode(text)}\"";
                violations.AddRange(
                    (await OpenApiDocument.Shared.ValidateAsync(schema, json)).Select(it =>
                        $"Header {name}: {it}"
                    )
                );
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
        return content[type]?["schema"] is { } schema
            ? await OpenApiDocument.Shared.ValidateAsync(schema, body)
            : [$"Content type '{type}' is not declared."];
    }

    private static string[] Unless(bool condition, string violation) => condition ? [] : [violation];
}

/// <summary>The service answered something that its contract does not allow.</summary>
internal sealed class ContractViolationException(string message) : Exception(message);
