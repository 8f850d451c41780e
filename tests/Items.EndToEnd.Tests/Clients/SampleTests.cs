using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Clients;

/// <summary>
/// The samples in the documents. Those in curl are run by <see cref="DocumentationTests"/>, those in C# by
/// <see cref="CSharpClientTests"/>.
/// </summary>
[Collection(SharedApiDefinition.Name)]
public sealed class SampleTests(SharedApiFixture shared)
{
    /// <summary>What the samples of all documents print, in every language.</summary>
    internal static readonly string[] Printed =
    [
        "healthy",
        "202",
        "Black tea\nGreen tea",
        "The API responded with 404: Item nothing not found",
        "1200 created",
    ];

    [Fact]
    public async Task The_TypeScript_samples_compile_with_strict_checks_and_run()
    {
        var output = new List<string>();
        foreach (string document in new[] { "docs/samples.md", "docs/clients.md" })
        {
            string program = await TestProcess.RunAsync("node", "docs/site/samples.mjs", "ts", document);
            output.Add(
                await TypeScriptProgram.RunAsync(
                    program
                        .Replace("http://localhost:3000", Address(shared.Api.Url), StringComparison.Ordinal)
                        .Replace(
                            "http://localhost:3001",
                            Address(shared.Api.FunctionUrl),
                            StringComparison.Ordinal
                        )
                )
            );
        }

        string.Concat(output).Should().ContainAll(Printed).And.Contain("null \"3\"");
    }

    [Fact]
    public async Task The_reference_of_the_site_has_a_sample_in_each_language_for_each_operation()
    {
        using var site = new TemporaryFolder();
        await TestProcess.RunAsync("node", "docs/site/build.mjs", site.FullPath);
        var contract = JsonNode.Parse(await File.ReadAllTextAsync(site.PathTo("openapi.json")))!;
        // Those of the documentation itself are for browsers.
        var operations = contract["paths"]!
            .AsObject()
            .SelectMany(path => path.Value!.AsObject())
            .Select(operation => operation.Value as JsonObject)
            .Where(operation => operation?["tags"]?[0]?.GetValue<string>() is { } tag && tag != "docs")
            .ToList();

        operations.Should().HaveCountGreaterThan(9);
        operations
            .Select(operation =>
                $"{operation!["operationId"]}: "
                + string.Join(
                    ", ",
                    (operation["x-codeSamples"] as JsonArray ?? [])
                        .Where(sample => sample!["source"]!.GetValue<string>().Length > 10)
                        .Select(sample => sample!["label"])
                )
            )
            .Should()
            .OnlyContain(line => line.EndsWith(": curl, TypeScript, C#"));
        var headings = (await File.ReadAllLinesAsync(Repository.PathTo("docs/samples.md")))
            .Where(line => line.StartsWith("## ", StringComparison.Ordinal))
            .Select(line => line[3..]);
        headings
            .Should()
            .BeEquivalentTo(
                operations.Select(operation => operation!["operationId"]!.GetValue<string>()).Append("Setup")
            );
    }

    private static string Address(Uri url) => url.ToString().TrimEnd('/');
}
