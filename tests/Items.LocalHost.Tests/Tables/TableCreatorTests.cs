using System.Collections.Concurrent;
using System.Net;
using Items.LocalHost.Processes;
using Items.LocalHost.Tables;
using Items.LocalHost.Template;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Tests.Tables;

public sealed class TableCreatorTests : IDisposable
{
    private const string Table = """
          Things:
            Type: AWS::DynamoDB::Table
            Properties:
              AttributeDefinitions: [{ AttributeName: id, AttributeType: S }, { AttributeName: kind, AttributeType: S }]
              KeySchema: [{ AttributeName: id, KeyType: HASH }]
              GlobalSecondaryIndexes:
                - IndexName: by_kind
                  KeySchema: [{ AttributeName: kind, KeyType: HASH }]
                  Projection: { ProjectionType: INCLUDE, NonKeyAttributes: [name, price] }
              TimeToLiveSpecification: { AttributeName: expires, Enabled: true }
        """;

    private readonly ProcessLauncher _launcher = new();

    public void Dispose() => _launcher.Dispose();

    [Theory]
    [InlineData("[name, price]", "[price, name]")]
    [InlineData("INCLUDE", "INCLUDE")]
    public async Task A_table_without_a_difference_is_used(string old, string changed) =>
        await CreateTwiceAsync(Table.Replace(old, changed, StringComparison.Ordinal));

    [Theory]
    [InlineData(
        "[name, price]",
        "[name]",
        "*has by_kind HASH kind S INCLUDE name price; the template has by_kind HASH kind S INCLUDE name)*"
    )]
    [InlineData(
        "{ ProjectionType: INCLUDE, NonKeyAttributes: [name, price] }",
        "{ ProjectionType: ALL }",
        "*the template has by_kind HASH kind S ALL)*"
    )]
    [InlineData(
        "AttributeName: kind",
        "AttributeName: sort",
        "*the template has by_kind HASH sort S INCLUDE*"
    )]
    [InlineData(
        "AttributeName: expires",
        "AttributeName: until",
        "*has time to live expires; the template has time to live until)*"
    )]
    [InlineData(
        "Enabled: true",
        "Enabled: false",
        "*has time to live expires; the template has no time to live)*"
    )]
    public async Task A_table_that_differs_from_the_template_is_an_error(
        string old,
        string changed,
        string message
    )
    {
        var create = () => CreateTwiceAsync(Table.Replace(old, changed, StringComparison.Ordinal));

        (await create.Should().ThrowAsync<HostError>()).WithMessage(
            "table Things exists with properties that differ from the template (it " + message
        );
    }

    [Fact]
    public async Task Time_to_live_is_enabled_when_the_table_is_active()
    {
        var calls = new ConcurrentQueue<string>();
        await using var server = await HttpServer.StartAsync(
            async (_, context) =>
            {
                string operation = context.Request.Headers["x-amz-target"].ToString().Split('.')[^1];
                if (operation.Length > 0)
                {
                    calls.Enqueue(operation);
                }

                // The second description is that of an active table.
                string status = calls.Count(call => call == "DescribeTable") < 2 ? "CREATING" : "ACTIVE";
                context.Response.ContentType = "application/x-amz-json-1.0";
                context.Response.StatusCode =
                    operation == "UpdateTimeToLive" && status == "CREATING"
                        ? (int)HttpStatusCode.BadRequest
                        : (int)HttpStatusCode.OK;
                await context.Response.WriteAsync(
                    context.Response.StatusCode == 400
                        ? """{"__type":"com.amazonaws.dynamodb.v20120810#ResourceInUseException","message":"CREATING"}"""
                    : operation == "DescribeTable"
                        ? $$"""{"Table":{"TableName":"Things","TableStatus":"{{status}}"} }"""
                    : $$"""{"TableDescription":{"TableName":"Things","TableStatus":"{{status}}"} }"""
                );
            }
        );
        await using var tables = await TableServer.ConnectAsync(
            new Uri(server.Address),
            CancellationToken.None
        );

        await CreateAsync(tables, Table);

        calls.Should().Equal("CreateTable", "DescribeTable", "DescribeTable", "UpdateTimeToLive");
    }

    /// <summary>Creates the table in an empty server, then runs the host's next start with another template.</summary>
    private async Task CreateTwiceAsync(string second)
    {
        await using var server = await TableServer.StartAsync(
            Repository.Root,
            dataFile: null,
            _launcher,
            CancellationToken.None
        );
        await CreateAsync(server, Table);
        await CreateAsync(server, second);
    }

    private static async Task CreateAsync(TableServer server, string tables)
    {
        using var template = new TestTemplate(TestTemplate.Text(tables: tables));
        await TableCreator.CreateAsync(
            server,
            SamTemplate.Load(template.FilePath).Tables,
            CancellationToken.None
        );
    }
}
