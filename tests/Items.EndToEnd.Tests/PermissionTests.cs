using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Items.EndToEnd.Tests.Contract;
using Items.EndToEnd.Tests.Ingestion;

namespace Items.EndToEnd.Tests;

/// <summary>The permissions of the function's role in <c>template.yaml</c>.</summary>
public sealed class PermissionTests(FaultyTableFixture fixture, IngestionFixture ingestion)
    : IClassFixture<FaultyTableFixture>,
        IClassFixture<IngestionFixture>
{
    private static readonly JsonNode Template = YamlJson.Read(
        File.ReadAllText(Repository.PathTo("template.yaml"))
    );

    [Fact]
    public async Task The_role_allows_exactly_the_table_calls_that_the_function_makes()
    {
        var calls = await RecordAsync(Calls);

        string[] permissions = [.. Permissions("dynamodb")];
        permissions.Should().NotBeEmpty();
        calls.Except(permissions).Should().BeEmpty("the role must allow each call");
        permissions.Except(calls).Should().BeEmpty("the role must allow nothing that is not called");
    }

    [Fact]
    public async Task The_alarms_of_the_tables_count_the_errors_of_exactly_the_operations_that_the_function_uses()
    {
        var operations = await RecordAsync(request =>
            Calls(request).Select(call => $"{call.Split(' ', '/')[1]} {request.Operation}")
        );

        var metrics =
            from resource in Template["Resources"]!.AsObject()
            where (string?)resource.Value!["Type"] == "AWS::CloudWatch::Alarm"
            from entry in (resource.Value["Properties"]!["Metrics"] as JsonArray) ?? []
            let metric = entry!["MetricStat"]?["Metric"]
            where (string?)metric?["MetricName"] == "SystemErrors"
            select string.Join(' ', metric["Dimensions"]!.AsArray().Select(it => $"{it!["Value"]}"));
        metrics.Should().BeEquivalentTo(operations);
    }

    [Fact]
    public async Task The_role_allows_exactly_the_queue_and_parameter_calls_of_the_function_and_its_poller()
    {
        // Lambda receives the messages with the function's role.
        string[] poller =
        [
            "ReceiveMessage",
            "DeleteMessage",
            "ChangeMessageVisibility",
            "GetQueueAttributes",
        ];
        string secret = WebhookSender.NewSecret();
        ingestion.Services.Secrets = secret;
        var variables = Template["Resources"]!["ItemsFunction"]!["Properties"]!["Environment"]!["Variables"]!;
        await using var function = await ingestion.StartFunctionAsync(
            ("WEBHOOK_SECRETS_PARAMETER", (string)variables["WEBHOOK_SECRETS_PARAMETER"]!)
        );

        await function.AcceptAsync(count: 1, "Mug");
        string body = WebhookSender.Event("mug", "Mug", DateTimeOffset.UtcNow);
        var response = await function.SendWebhookAsync(secret, WebhookSender.NewId(), body);

        response.Status.Should().Be(202, response.Body);
        Permissions("sqs", "ssm")
            .Should()
            .BeEquivalentTo([
                .. ingestion.Services.Calls.Select(WithoutMarks),
                .. poller.Select(action => $"sqs:{action} IngestionQueue"),
            ]);
    }

    /// <param name="read">What to record of a request to the tables.</param>
    /// <returns>What was recorded while every endpoint was used, each once.</returns>
    private async Task<ICollection<string>> RecordAsync(Func<ProxiedRequest, IEnumerable<string>> read)
    {
        var recorded = new ConcurrentDictionary<string, byte>();
        fixture.Proxy.Fault = new Fault(
            "recorded",
            request =>
            {
                foreach (string text in read(request))
                {
                    recorded[text] = 0;
                }

                return Fault.None.ApplyAsync(request);
            }
        );
        await UseEveryEndpointAsync(fixture.Api);
        return recorded.Keys;
    }

    private static async Task UseEveryEndpointAsync(HostedApi api)
    {
        var client = api.Client;
        (string, string)[] key = [("idempotency-key", $"{Guid.NewGuid()}")];
        var created = await client.CallAsync("POST", ItemsApi.Items, ItemsApi.Mug, headers: key);
        (await client.CallAsync("POST", ItemsApi.Items, ItemsApi.Mug, headers: key)).ShouldBe(
            201,
            created.Body
        );
        string id = (await client.CreateAsync()).ItemId;
        (string, string)[] match = [("if-match", "\"1\"")];
        (await client.GetItemAsync(id)).Status.Should().Be(200);
        (await client.ListAsync("?limit=1")).Status.Should().Be(200);
        (await client.ListAsync("?category=kitchen")).Status.Should().Be(200);
        (await client.CallAsync("PUT", ItemsApi.Item(id), """{"price": 1}""", headers: match))
            .Status.Should()
            .Be(200);
        (await client.CallAsync("PUT", ItemsApi.Item(id), """{"price": 2}""", headers: match))
            .Status.Should()
            .Be(412);
        (await client.UpdateAsync(id, """{"price": 3}""")).Status.Should().Be(200);
        (await client.PatchAsync(id, """{"description": null}""")).Status.Should().Be(200);
        (await client.CallAsync("DELETE", ItemsApi.Item(id), headers: match)).Status.Should().Be(412);
        (await client.DeleteItemAsync(id)).Status.Should().Be(204);
        (await client.GetItemAsync(id)).Status.Should().Be(404);
        (await client.CallAsync("GET", "/")).Status.Should().Be(200);
        var import = await AcceptAsync("createImport", headers: ("idempotency-key", $"{Guid.NewGuid()}"));
        (await client.CallAsync("GET", import.Header("location")!)).Status.Should().Be(200);
        await AcceptAsync("createImport");
        string received = OpenApiDocument.Shared.Get("receiveItemEvent").Body()!;
        await AcceptAsync("receiveItemEvent", received);
        var newer = JsonNode.Parse(received)!;
        newer["timestamp"] = DateTimeOffset.UtcNow.AddSeconds(1).ToString("O");
        newer["data"]!["price"] = 13;
        await AcceptAsync("receiveItemEvent", newer.ToJsonString());

        async Task<ApiResponse> AcceptAsync(
            string operationId,
            string? body = null,
            params (string, string)[] headers
        )
        {
            var operation = OpenApiDocument.Shared.Get(operationId);
            body ??= operation.Body();
            var response = await Requests.SendAndProcessAsync(
                api,
                () =>
                    api.Client.CallAsync(
                        operation.Method,
                        operation.Path,
                        body,
                        headers: [.. operation.Signature(body), .. headers]
                    )
            );
            response.Status.Should().Be(202, response.Body);
            return response;
        }
    }

    /// <returns>Actions with their resources, such as <c>dynamodb:Query ItemsTable/index/by_created</c>.</returns>
    private static IEnumerable<string> Calls(ProxiedRequest request)
    {
        var body = JsonNode.Parse(request.Body)!;
        // A transaction has no permission of its own; it needs those of its parts: Put, Update, Delete, ConditionCheck.
        return body["TransactItems"] is JsonArray parts
            ? parts.SelectMany(part => part!.AsObject()).Select(part => Call($"{part.Key}Item", part.Value!))
            : [Call(request.Operation, body)];
    }

    private static string Call(string operation, JsonNode request)
    {
        // Tables of a shared server have a prefix.
        string table = $"{request["TableName"]}";
        table = Tables.FirstOrDefault(name => table.EndsWith(name, StringComparison.Ordinal)) ?? table;
        return $"dynamodb:{operation} {table}{(request["IndexName"] is { } index ? $"/index/{index}" : "")}";
    }

    private static string[] Tables => ["ItemsTable", "IdempotencyTable", "IngestionTable"];

    private static IEnumerable<string> Permissions(params IReadOnlyList<string> services) =>
        from policy in Template["Resources"]!["ItemsRole"]!["Properties"]!["Policies"]!.AsArray()
        from statement in policy!["PolicyDocument"]!["Statement"]!.AsArray()
        from action in ListOrSingle(statement!["Action"]!)
        where services.Contains(action.Split(':')[0])
        from resource in ListOrSingle(statement["Resource"]!)
        select $"{action} {Resource(resource)}";

    // The arguments of !GetAtt ItemsTable.Arn and of !Sub ${ItemsTable.Arn}/index/by_created, and the name of a parameter.
    private static string Resource(string arn) =>
        WithoutMarks(arn).Replace(".Arn", "", StringComparison.Ordinal).Split(":parameter")[^1];

    // The marks of names in !Sub.
    private static string WithoutMarks(string text) =>
        text.Replace("${", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);

    private static IEnumerable<string> ListOrSingle(JsonNode node) =>
        node is JsonArray list ? list.Select(item => $"{item}") : [$"{node}"];
}
