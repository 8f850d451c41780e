using FsCheck;
using FsCheck.Fluent;
using Items.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace Items.EndToEnd.Tests.Model;

/// <summary>Random sequences of calls by several clients, against the simplest thing that could be the API.</summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    /// <summary>Without all of these, the stories would not have tested much.</summary>
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
        "DELETE 204",
        "DELETE 404",
        "DELETE 412",
    ];

    /// <remarks>
    /// A failure prints the shortest story that FsCheck has found and the seed. To play exactly that again, add
    /// <c>.WithReplay(seed, gamma)</c> to the configuration.
    /// </remarks>
    [Fact]
    public async Task The_API_does_what_the_model_does()
    {
        await using var stack = await LocalStack.StartAsync();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var property = Prop.ForAll(Stories.Arbitrary, story => PlayAsync(stack.Client, seen, story));

        // FsCheck waits for each story in the thread that it was called on.
        await Task.Run(() =>
            property.Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithQuietOnSuccess(true))
        );

        output.WriteLine(string.Join('\n', seen.Select(kind => $"{kind.Value} x {kind.Key}")));
        seen.Keys.Should().BeEquivalentTo(Expected);
    }

    private static async Task PlayAsync(HttpClient client, Dictionary<string, int> seen, Story story)
    {
        var world = new World(client, seen);
        Operation? at = null;
        try
        {
            foreach (var operation in story.Operations)
            {
                at = operation;
                await world.PlayAsync(operation);
            }
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{at}: {failure.Message}", failure);
        }
        finally
        {
            await world.ClearAsync();
        }
    }
}
