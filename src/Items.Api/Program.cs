using System.Diagnostics;
using Items.Api;
using Items.Api.Docs;
using Items.Api.Items;
using NativeLambda.Aws;
using NativeLambda.DynamoDb;
using NativeLambda.Idempotency;
using NativeLambda.Runtime;
using NativeLambda.Telemetry;

// The composition root: settings, the objects, the process.
long start = Stopwatch.GetTimestamp();
return LambdaProcess.Run(
    service: "items-api",
    metricsNamespace: "ItemsApi",
    (variables, telemetry) =>
    {
        var settings = Settings.Read(variables);
        var dynamoDb = new DynamoDbClient(
            settings.DynamoDbEndpoint,
            new RequestSigner(settings.Credentials, settings.Region, "dynamodb"),
            telemetry.TableCalls
        );
        var unreadable = new UnreadableRows(telemetry.Log);
        var router = new Router(
            new DocsEndpoints(new DocsSite(settings.Login)),
            new ItemEndpoints(
                new ItemStore(dynamoDb, settings.ItemsTable, settings.ListShards, unreadable),
                new ItemPages(dynamoDb, settings.ItemsTable, settings.ListShards, unreadable),
                new IdempotencyStore(dynamoDb, settings.IdempotencyTable)
            )
        );
        var timing = settings.ServerTiming ? new ServerTiming(start) : null;
        var http = new HttpFunction(router.Route, DynamoDbFailures.UnavailableDetail, timing, telemetry);
        if (settings.WarmUp)
        {
            http.WarmUp(WarmUpEvent.Json);
        }

        timing?.EndInit();
        return new LambdaFunction(http);
    }
);
