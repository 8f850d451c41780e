using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Items.EndToEnd.Tests;

/// <summary>
/// <c>dotnet new install</c> of this repository and <c>dotnet new native-lambda-api</c>
/// (<c>templates/native-lambda-api</c>).
/// </summary>
[Collection(nameof(NotInParallel))]
public sealed partial class ApiTemplateTests(ApiTemplateFixture template) : IClassFixture<ApiTemplateFixture>
{
    [Fact]
    public void The_repository_has_one_template() =>
        InstalledTemplates()
            .Matches(template.Installed)
            .Select(match => match.Groups["name"].Value)
            .Should()
            .Equal("native-lambda-api");

    [Fact]
    public void The_generated_tests_pass() =>
        template.TestResult.Should().MatchRegex(@"Passed!  - Failed: +0, Passed: +8, Skipped: +0");

    [Fact]
    public async Task The_generated_api_serves_the_resource_of_its_name()
    {
        await using var host = StartLocalHost();
        using var client = new HttpClient { BaseAddress = await host.ListeningAsync() };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await HostedApi.GetTokenAsync(client.BaseAddress)
        );

        var created = await client.CallAsync("POST", "/api/v1/orders", """{"name": "Tea"}""");
        string order = created.Header("location")!;
        var read = await client.CallAsync("GET", order);
        var updated = await client.CallAsync("PUT", order, """{"name": "Coffee", "description": "Two"}""");
        var deleted = await client.CallAsync("DELETE", order);
        var gone = await client.CallAsync("GET", order);
        var list = await client.CallAsync("GET", "/api/v1/orders");
        var invalid = await client.CallAsync("POST", "/api/v1/orders", """{"description": 1}""");

        string id = (string)created.Json["id"]!;
        created.Status.Should().Be(201);
        order.Should().Be($"/api/v1/orders/{id}");
        read.ShouldBe(200, created.Body);
        updated.Status.Should().Be(200);
        ((string?)updated.Json["name"]).Should().Be("Coffee");
        deleted.ShouldBeEmpty(204);
        gone.ShouldBe(404, $$"""{"detail": "Order {{id}} not found"}""");
        list.ShouldBe(200, "[]");
        invalid.ShouldHaveErrors(
            """
            [{"loc": ["body", "name"], "msg": "Field required", "type": "missing"},
            {"loc": ["body", "description"], "msg": "Input should be a valid string", "type": "string_type"}]
            """
        );
        host.Output.Text.Should().NotContain("Publishing", "the generated tests have published the function");
    }

    [Fact]
    public async Task The_printed_example_call_creates_a_resource()
    {
        await using var host = StartLocalHost();
        await host.ListeningAsync();
        string curl = await host.StandardOutput.WaitForAsync(line => line.StartsWith("  curl"));

        string response = await TestProcess.RunAsync("sh", "-c", $"{curl} --silent");

        response.Should().StartWith("HTTP/1.1 201");
    }

    [Fact]
    public void The_generated_files_have_no_name_of_the_Items_API()
    {
        string[] sources =
        [
            .. Directory
                .EnumerateFiles(template.Orders, "*", SearchOption.AllDirectories)
                .Where(file => !Output().IsMatch(Path.GetRelativePath(template.Orders, file))),
        ];

        var names = sources.SelectMany(file =>
            ProductName()
                .Matches(File.ReadAllText(file))
                .Select(name => $"{Path.GetRelativePath(template.Orders, file)}: {name.Value}")
        );

        sources.Should().HaveCountGreaterThan(200);
        names.Should().BeEmpty();
    }

    [Fact]
    public async Task A_name_with_dots_and_hyphens_becomes_a_namespace_and_a_resource_that_compile()
    {
        await template.GenerateAsync("my-company.order-lines");
        string folder = template.PathTo("my-company.order-lines");

        await ApiTemplateFixture.DotnetAsync(
            folder,
            "build",
            "src/Mycompany.orderlines.Api",
            "-nodeReuse:false"
        );

        string endpoints = Path.Combine(folder, "src/Mycompany.orderlines.Api/OrderLineEndpoints.cs");
        File.ReadAllText(endpoints).Should().Contain("\"/api/v1/order-lines\"");
    }

    [Theory]
    [InlineData("1st")]
    [InlineData("Responses")]
    [InlineData("Rows")]
    public async Task A_name_that_cannot_be_compiled_is_rejected(string name)
    {
        string output = await template.GenerateAsync(name);

        output.Should().Contain("Nothing was generated: the name or the resource is not valid.");
        // The template engine creates the folder before it evaluates the conditions.
        Directory.GetFileSystemEntries(template.PathTo(name)).Should().BeEmpty();
    }

    [Fact]
    public async Task The_seed_creates_resources()
    {
        await using var host = StartLocalHost("--seed", "3");
        await host.ListeningAsync();

        host.Output.Text.Should().Contain("Seed      3 items");
    }

    private TestProcess StartLocalHost(params IEnumerable<string> options) =>
        new(
            new ProcessStartInfo(
                "dotnet",
                [
                    "run",
                    "--no-build",
                    "--project",
                    "src/NativeLambda.LocalHost",
                    "--",
                    "--port",
                    "0",
                    "--ephemeral",
                    .. options,
                ]
            )
            {
                WorkingDirectory = template.Orders,
            }
        );

    [GeneratedRegex(@"  (?<name>\S+) +\[C#\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InstalledTemplates();

    [GeneratedRegex("^(?:artifacts|node_modules)/", RegexOptions.None, 1000)]
    private static partial Regex Output();

    [GeneratedRegex(
        @"Items API|\bItems\.\w+|ITEMS_\w+|/items\b|\bitems\.db|Blue mug|[Nn]ewest items|\bBooks?\b|\bbooks?\b",
        RegexOptions.None,
        1000
    )]
    private static partial Regex ProductName();
}
