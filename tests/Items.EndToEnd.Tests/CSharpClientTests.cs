using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests;

/// <summary>The generated C# client, in a program that is published with Native AOT.</summary>
[Collection(SharedStackDefinition.Name)]
public sealed class CSharpClientTests(StackFixture shared)
{
    [Fact]
    public async Task A_native_program_publishes_without_a_warning_and_uses_every_call()
    {
        // Warnings are errors, those of trimming and AOT too.
        await ChildProcess.RunAsync(
            "dotnet",
            "publish",
            Repository.Path("tests/Items.Client.NativeApp"),
            "-c",
            "Release",
            "--nologo",
            "-v:q"
        );

        string output = await ChildProcess.RunAsync(
            Repository.Path("artifacts/client-app/Items.Client.NativeApp"),
            shared.Stack.Url.ToString(),
            await LocalStack.GetTokenAsync(shared.Stack.Url)
        );

        string[] lines = output.Trim().Split('\n');
        lines[..^1]
            .Should()
            .Equal(
                "health healthy",
                "created Blue mug 😀 12.50000000000000000000000001 \"1\"",
                "location names it True",
                "replayed True True",
                "updated Blue mug 😀 9.99 \"2\"",
                "unchanged True",
                "changed 9.99",
                "refused 412 Precondition Failed",
                "refused 422 2 body.name: String should have at least 1 character; body.price: Input should be greater than 0",
                "listed 4"
            );
        lines[^1].Should().StartWith("refused 404 Item ").And.EndWith(" not found");
    }
}
