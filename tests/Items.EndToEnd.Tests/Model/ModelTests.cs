using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace Items.EndToEnd.Tests.Model;

/// <summary>Random calls of several clients have the same results on the API and on a model of it.</summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    /// <summary>The kinds of responses that the scenarios must have caused.</summary>
    private static readonly string[] Expected =
    [
        "POST 201",
        "POST 422",
        "replay",
        "GET 200",
        "GET 304",
        "GET 404",
        "next page",
        "PUT 200",
        "PUT 404",
        "PUT 412",
        "PUT 422",
        "PATCH 200",
        "PATCH 404",
        "PATCH 412",
        "PATCH 422",
        "DELETE 204",
        "DELETE 404",
        "DELETE 412",
    ];

    /// <remarks>
    /// A failure prints the shortest scenario that FsCheck has found and the seed. To run exactly that again, add
    /// <c>.WithReplay(seed, gamma)</c> to the configuration.
    /// </remarks>
    [Fact]
    public async Task The_API_behaves_as_the_model()
    {
        await using var api = await HostedApi.StartAsync();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var property = Prop.ForAll(
            ScenarioGenerator.Arbitrary,
            scenario => RunAsync(api.Client, seen, scenario)
        );

        // FsCheck waits for each scenario in the thread that it was called on.
        await Task.Run(() =>
            property.Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithQuietOnSuccess(true))
        );

        output.WriteLine(string.Join('\n', seen.Select(kind => $"{kind.Value} x {kind.Key}")));
        seen.Keys.Should().BeEquivalentTo(Expected);
    }

    private static async Task RunAsync(HttpClient client, Dictionary<string, int> seen, Scenario scenario)
    {
        var comparison = new ModelComparison(client, seen);
        Operation? current = null;
        try
        {
            foreach (var operation in scenario.Operations)
            {
                current = operation;
                await comparison.RunAsync(operation);
            }
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{current}: {failure.Message}", failure);
        }
        finally
        {
            await comparison.ClearAsync();
        }
    }
}
