using System.Text.RegularExpressions;
using Items.EndToEnd.Tests.Contract;

namespace Items.EndToEnd.Tests;

/// <summary><c>docs/examples/api.http</c>: every call of the API for the REST clients of editors.</summary>
public sealed partial class HttpFileTests
{
    private static readonly string Text = File.ReadAllText(Repository.PathTo("docs/examples/api.http"));

    private static readonly Dictionary<string, string> Defaults = Definition()
        .Matches(Text)
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value);

    [Fact]
    public void Every_operation_of_the_contract_is_in_the_file()
    {
        var called = Blocks(Text)
            .Select(block => Parse(block, new Dictionary<string, string>()))
            .Select(request => OpenApiDocument.Shared.Find(request.Method, request.Url.AbsolutePath)?.Id);

        called
            .OfType<string>()
            .Should()
            .BeEquivalentTo(OpenApiDocument.Shared.Operations.Select(operation => operation.Id));
    }

    [Fact]
    public async Task Every_request_of_the_file_has_the_response_that_the_file_describes()
    {
        await using var api = await HostedApi.StartAsync(
            new HostedApiOptions { HostArguments = ["--no-auth"] }
        );
        var variables = new Dictionary<string, string>
        {
            ["api"] = api.Url.ToString().TrimEnd('/'),
            ["function_url"] = api.FunctionUrl.ToString().TrimEnd('/'),
        };
        var statuses = new List<int>();
        foreach (string block in Blocks(Text))
        {
            var request = Parse(block, variables);
            using var message = new HttpRequestMessage(request.Method, request.Url);
            if (request.Body.Length > 0)
            {
                message.Content = new StringContent(request.Body);
                message.Content.Headers.Remove("content-type");
            }

            foreach (var (name, value) in request.Headers)
            {
                _ =
                    message.Headers.TryAddWithoutValidation(name, value)
                    || message.Content!.Headers.TryAddWithoutValidation(name, value);
            }

            using var response = await api.UncheckedClient.SendAsync(message);
            statuses.Add((int)response.StatusCode);
            KeepId(response, variables);
        }

        // In the order of the file. The webhook and the export need a signature.
        statuses
            .Should()
            .Equal(200, 200, 201, 200, 200, 200, 200, 204, 202, 200, 401, 403, 200, 200, 200, 200);
    }

    /// <summary>A person pastes the ids of created resources into the file.</summary>
    private static void KeepId(HttpResponseMessage response, Dictionary<string, string> variables)
    {
        if (response.Headers.Location is { } location)
        {
            string[] segments = location.ToString().Split('/');
            variables[segments[^2] == "items" ? "item_id" : "import_id"] = segments[^1];
        }
    }

    private static IEnumerable<string> Blocks(string text) => text.Split("###").Skip(1);

    /// <param name="variables">Instead of those of the file.</param>
    private static HttpFileRequest Parse(string block, Dictionary<string, string> variables)
    {
        string text = Variable()
            .Replace(
                block,
                match =>
                    variables.TryGetValue(match.Groups["name"].Value, out string? value)
                        ? value
                        : Defaults[match.Groups["name"].Value]
            );
        // The first line is the title.
        string[] parts = text.Split('\n', 2)[1].Split("\n\n", 2);
        string[] head = parts[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] target = head[0].Split(' ', 2);
        return new HttpFileRequest(
            new HttpMethod(target[0]),
            new Uri(target[1]),
            [.. head[1..].Select(line => line.Split(": ", 2)).Select(header => (header[0], header[1]))],
            parts.ElementAtOrDefault(1)?.Trim() ?? ""
        );
    }

    private sealed record HttpFileRequest(
        HttpMethod Method,
        Uri Url,
        IReadOnlyList<(string Name, string Value)> Headers,
        string Body
    );

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(
        @"^@(?<name>\w+) = (?<value>.+)$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1000
    )]
    private static partial Regex Definition();
}
