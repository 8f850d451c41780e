using System.Globalization;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Contract;

/// <summary>
/// Every response in the contract can occur: the tests cause each status of each operation, with every header and every
/// error that the contract shows for it.
/// </summary>
public sealed class DocumentedResponsesTests(DocumentedResponsesFixture fixture)
    : IClassFixture<DocumentedResponsesFixture>
{
    /// <summary>Sent by API Gateway when it throttles, which the local host does not do.</summary>
    private const string Throttled = "429";

    [Theory]
    [MemberData(nameof(Documented))]
    public async Task Every_documented_response_occurs(string operationId, string status)
    {
        var operation = OpenApiDocument.Shared.Get(operationId);
        var documented = OpenApiDocument.Shared.Resolve(operation.Responses[status]!);

        // The client has checked each of them against the contract.
        var responses = await new ResponseScenarios(fixture, operation).SendAsync(
            int.Parse(status, CultureInfo.InvariantCulture)
        );

        responses.Select(response => $"{response.Status}").Should().NotBeEmpty().And.AllBe(status);
        var headers = (documented["headers"]?.AsObject() ?? []).Select(header => header.Key);
        var missing = headers.Where(name => !responses.Any(response => response.HasHeader(name)));
        missing.Should().BeEmpty();
        responses
            .Should()
            .OnlyContain(response => response.HasHeader("server-timing") != IsFromGateway(response))
            .And.OnlyContain(response =>
                response.HasHeader("x-content-type-options")
                == (response.Body != "" && !IsFromGateway(response))
            );
        if (status is ['4' or '5', ..])
        {
            var bodies = responses.Select(response => response.Json).ToList();
            var unseen = OpenApiDocument
                .Shared.ExamplesOf(documented["content"]!["application/json"]!.AsObject())
                .Where(example => !bodies.Any(body => JsonNode.DeepEquals(body, example)))
                .Select(example => example.ToJsonString());
            unseen.Should().BeEmpty("the bodies are {0}", responses.Select(response => response.Body));
        }
    }

    [Fact]
    public async Task Pages_can_send_and_read_every_header_of_the_contract()
    {
        // Senders of webhooks are programs, and the function URL of the export has no CORS.
        var operations = OpenApiDocument
            .Shared.Operations.Where(operation => operation.Id is not ("receiveItemEvent" or "exportItems"))
            .ToList();
        var sent = operations
            .SelectMany(operation => operation.Parameters)
            .Where(parameter => (string?)parameter["in"] == "header")
            .Select(parameter => (string)parameter["name"]!);
        var received = operations
            .SelectMany(operation => operation.Responses)
            .SelectMany(response =>
                OpenApiDocument.Shared.Resolve(response.Value!)["headers"]?.AsObject() ?? []
            )
            .Select(header => header.Key)
            // Pages have no use for the first two; the last can be read without permission.
            .Where(name => name is not ("WWW-Authenticate" or "X-Content-Type-Options" or "Cache-Control"));

        var preflight = await CallAsync("OPTIONS", ("access-control-request-method", "PUT"));
        var response = await CallAsync("GET");

        sent.Except(Listed(preflight, "access-control-allow-headers"), StringComparer.OrdinalIgnoreCase)
            .Should()
            .BeEmpty();
        received
            .Except(Listed(response, "access-control-expose-headers"), StringComparer.OrdinalIgnoreCase)
            .Should()
            .BeEmpty();

        Task<ApiResponse> CallAsync(string method, params (string, string)[] headers) =>
            fixture.Api.AnonymousClient.CallAsync(
                method,
                "/",
                headers: [("origin", "http://localhost:8080"), .. headers]
            );

        static string[] Listed(ApiResponse response, string header) => response.Header(header)!.Split(',');
    }

    private static bool IsFromGateway(ApiResponse response) =>
        response.ContentHeaders.ContentType?.MediaType == "application/json"
        && response.Body != ""
        && response.Json is JsonObject body
        && body.ContainsKey("message");

    public static TheoryData<string, string> Documented()
    {
        var rows = new TheoryData<string, string>();
        foreach (var operation in OpenApiDocument.Shared.Operations)
        {
            foreach (var (status, _) in operation.Responses.Where(response => response.Key != Throttled))
            {
                rows.Add(operation.Id, status);
            }
        }

        return rows;
    }
}
