using System.Diagnostics;
using Items.Api;
using Items.Api.Docs;
using Items.Api.Items;
using NativeLambda.DynamoDb;
using NativeLambda.Idempotency;
using NativeLambda.Runtime;
using NativeLambda.Telemetry;

// The composition root: settings, the objects, the process.
long start = Stopwatch.GetTimestamp();
return LambdaProcess.Run(
    "items-api",
    (variables, log) =>
    {
        var settings = Settings.Read(variables);
        var dynamoDb = new DynamoDbClient(
            settings.DynamoDbEndpoint,
            new RequestSigner(settings.Credentials, settings.Region, "dynamodb")
        );
        var unreadable = new UnreadableRows(log);
        var router = new Router(
            new DocsEndpoints(new DocsSite(settings.Login)),
            new ItemEndpoints(
                new ItemStore(dynamoDb, settings.ItemsTable, settings.ListShards, unreadable),
                new ItemPages(dynamoDb, settings.ItemsTable, settings.ListShards, unreadable),
                new IdempotencyStore(dynamoDb, settings.IdempotencyTable)
            )
        );
        var timing = settings.ServerTiming ? new ServerTiming(start, () => dynamoDb.TimeWaited) : null;
        var function = new HttpFunction(router.Route, DynamoDbFailures.UnavailableDetail, timing, log);
        if (settings.WarmUp)
        {
            function.WarmUp(WarmUpEvent.Json);
        }

        timing?.EndInit();
        return function;
    }
);
