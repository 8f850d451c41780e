using System.Globalization;
using System.Text.Json.Nodes;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests.Contract;

/// <summary>
/// The contract promises nothing that never comes: each status of each operation is provoked on the running service,
/// with every header and every error that the contract shows for it.
/// </summary>
public sealed class EveryAnswerTests(EveryAnswerFixture stacks) : IClassFixture<EveryAnswerFixture>
{
    /// <summary>Made by API Gateway when it throttles, which the local host does not do.</summary>
    private const string Throttled = "429";

    [Theory]
    [MemberData(nameof(Documented))]
    public async Task Every_documented_answer_can_be_had(string operationId, string status)
    {
        var operation = OpenApiDocument.Shared.Get(operationId);
        var response = OpenApiDocument.Shared.Resolve(operation.Responses[status]!);

        // The client has held each of them against the contract already.
        var answers = await new Provocations(stacks, operation).ProvokeAsync(
            int.Parse(status, CultureInfo.InvariantCulture)
        );

        answers.Select(answer => $"{answer.Status}").Should().NotBeEmpty().And.AllBe(status);
        var headers = (response["headers"]?.AsObject() ?? []).Select(header => header.Key);
        var missing = headers.Where(name => !answers.Any(answer => answer.Has(name)));
        missing.Should().BeEmpty();
        answers.Should().OnlyContain(answer => answer.Has("server-timing") != IsOfGateway(answer));
        if (status is ['4' or '5', ..])
        {
            var bodies = answers.Select(answer => answer.Json).ToList();
            var unseen = OpenApiDocument
                .Shared.ExamplesOf(response["content"]!["application/json"]!.AsObject())
                .Where(example => !bodies.Any(body => JsonNode.DeepEquals(body, example)))
                .Select(example => example.ToJsonString());
            unseen.Should().BeEmpty("the service answers {0}", answers.Select(answer => answer.Body));
        }
    }

    [Fact]
    public async Task Pages_may_send_and_read_every_header_of_the_contract()
    {
        var sent = OpenApiDocument
            .Shared.Operations.SelectMany(operation => operation.Parameters)
            .Where(parameter => (string?)parameter["in"] == "header")
            .Select(parameter => (string)parameter["name"]!);
        var received = OpenApiDocument
            .Shared.Operations.SelectMany(operation => operation.Responses)
            .SelectMany(response =>
                OpenApiDocument.Shared.Resolve(response.Value!)["headers"]?.AsObject() ?? []
            )
            .Select(header => header.Key)
            // The first is for people who read the exchange, the second may be read by every page.
            .Where(name => name is not ("WWW-Authenticate" or "Cache-Control"));

        var preflight = await AskAsync("OPTIONS", ("access-control-request-method", "PUT"));
        var answer = await AskAsync("GET");

        sent.Except(Listed(preflight, "access-control-allow-headers"), StringComparer.OrdinalIgnoreCase)
            .Should()
            .BeEmpty();
        received
            .Except(Listed(answer, "access-control-expose-headers"), StringComparer.OrdinalIgnoreCase)
            .Should()
            .BeEmpty();

        Task<Answer> AskAsync(string method, params (string, string)[] headers) =>
            stacks.Stack.AnonymousClient.CallAsync(
                method,
                "/",
                headers: [("origin", "http://localhost:8080"), .. headers]
            );

        static string[] Listed(Answer answer, string header) => answer.Header(header)!.Split(',');
    }

    private static bool IsOfGateway(Answer answer) =>
        answer.ContentHeaders.ContentType?.MediaType == "application/json"
        && answer.Body != ""
        && answer.Json is JsonObject body
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
