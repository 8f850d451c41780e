using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace Items.EndToEnd.Tests.Migration;

/// <summary>A table without the indexes of the API, behind a proxy.</summary>
internal sealed class OldTable : IAsyncDisposable
{
    private readonly TableServer _server;
    private readonly AmazonDynamoDBClient _client;

    private OldTable(TableServer server)
    {
        _server = server;
        Proxy = new TableProxy(server.Address);
        _client = new AmazonDynamoDBClient(
            // The local host's credentials: DynamoDB Local separates the tables of different access keys.
            new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "local"),
            new AmazonDynamoDBConfig
            {
                ServiceURL = server.Address.ToString(),
                AuthenticationRegion = "us-east-1",
            }
        );
    }

    public string Name => $"{_server.TablePrefix}ItemsTable";

    /// <summary>Only the migration's requests go through it.</summary>
    public TableProxy Proxy { get; }

    public static async Task<OldTable> StartAsync() => new(await TableServer.StartAsync());

    /// <summary>Creates the table with rows as a FastAPI service writes them.</summary>
    public Task WriteAsync(int rows) =>
        TestProcess.RunAsync(
            "python3",
            Repository.PathTo("tests/Items.EndToEnd.Tests/Migration/fastapi_table.py"),
            _server.Address.ToString(),
            Name,
            $"{rows}"
        );

    /// <summary>Creates the table with an index <c>by_created</c>.</summary>
    public Task CreateAsync(string key, string indexKey) =>
        _client.CreateTableAsync(
            new CreateTableRequest
            {
                TableName = Name,
                BillingMode = BillingMode.PAY_PER_REQUEST,
                KeySchema = [new(key, KeyType.HASH)],
                AttributeDefinitions =
                [
                    new(key, ScalarAttributeType.S),
                    new(indexKey, ScalarAttributeType.S),
                ],
                GlobalSecondaryIndexes =
                [
                    new()
                    {
                        IndexName = "by_created",
                        KeySchema = [new(indexKey, KeyType.HASH)],
                        Projection = new() { ProjectionType = ProjectionType.ALL },
                    },
                ],
            }
        );

    /// <summary>Writes an item with these changes of its attributes; null removes one.</summary>
    public Task PutAsync(string id, params (string Name, AttributeValue? Value)[] changes)
    {
        var row = new Dictionary<string, AttributeValue>
        {
            ["item_id"] = new(id),
            ["name"] = new("Mug"),
            ["price"] = new() { N = "1" },
            ["category"] = new("kitchen"),
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
            {
                row.Remove(name);
            }
            else
            {
                row[name] = value;
            }
        }

        return _client.PutItemAsync(Name, row);
    }

    public Task DeleteAsync(string id) => _client.DeleteItemAsync(Name, new() { ["item_id"] = new(id) });

    /// <returns>All rows by their id.</returns>
    public async Task<Dictionary<string, Dictionary<string, AttributeValue>>> ReadAsync()
    {
        var response = await _client.ScanAsync(new ScanRequest { TableName = Name, ConsistentRead = true });
        return response.Items.ToDictionary(row => row["item_id"].S);
    }

    public TestProcess StartMigration(params string[] options) =>
        LocalHostProgram.Start([
            "migrate",
            "--table",
            Name,
            "--dynamodb",
            Proxy.Address.ToString(),
            .. options,
        ]);

    /// <returns>What the command wrote to standard output.</returns>
    public async Task<string> MigrateAsync(params string[] options)
    {
        await using var run = StartMigration(options);
        (await run.ExitCodeAsync()).Should().Be(0, "the output is {0}", run.Output.Text);
        return run.StandardOutput.Text;
    }

    /// <summary>An API with this table.</summary>
    /// <param name="listShards">Null for the number in the template.</param>
    public Task<HostedApi> StartApiAsync(int? listShards = null) =>
        HostedApi.StartAsync(
            new HostedApiOptions
            {
                TableServer = _server.Address,
                TablePrefix = _server.TablePrefix,
                ListShards = listShards,
            }
        );

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        Proxy.Dispose();
        await _server.DisposeAsync();
    }
}
