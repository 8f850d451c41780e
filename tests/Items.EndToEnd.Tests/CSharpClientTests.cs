namespace Items.EndToEnd.Tests;

/// <summary>The generated C# client, in a program that is published with Native AOT.</summary>
[Collection(SharedApiDefinition.Name)]
public sealed class CSharpClientTests(SharedApiFixture shared)
{
    [Fact]
    public async Task A_native_program_publishes_without_a_warning_and_uses_every_call()
    {
        // Warnings are errors, those of trimming and AOT too.
        await TestProcess.RunAsync(
            "dotnet",
            "publish",
            Repository.PathTo("tests/Items.Client.NativeApp"),
            "-c",
            "Release",
            "--nologo",
            "-v:q"
        );

        string output = await TestProcess.RunAsync(
            Repository.PathTo("artifacts/client-app/Items.Client.NativeApp"),
            shared.Api.Url.ToString(),
            await HostedApi.GetTokenAsync(shared.Api.Url)
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
