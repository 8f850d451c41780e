using System.Diagnostics;
using Items.Api;
using Items.Api.Docs;
using Items.Api.DynamoDb;
using Items.Api.Http;
using Items.Api.Idempotency;
using Items.Api.Items;
using Items.Api.Lambda;
using Items.Api.Telemetry;
using Items.Api.Transport;

// The composition root: settings, the objects, the loop.
long start = Stopwatch.GetTimestamp();
TrustStore.TrustAmazon();
var log = new Log(Console.OpenStandardOutput(), LogLevel.Info);
if (Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API") is not { Length: > 0 } runtimeApi)
{
    log.Write(
        LogLevel.Fatal,
        "AWS_LAMBDA_RUNTIME_API is not set: this program runs on AWS Lambda or under Items.LocalHost."
    );
    return 1;
}

using var runtime = new RuntimeClient(runtimeApi);
try
{
    ItemsFunction function;
    try
    {
        var settings = Settings.Read(Environment.GetEnvironmentVariable);
        log = new Log(Console.OpenStandardOutput(), settings.LogLevel);
        var dynamoDb = new DynamoDbClient(
            settings.DynamoDbEndpoint,
            new RequestSigner(settings.Credentials, settings.Region, "dynamodb")
        );
        var idempotency = new IdempotencyStore(dynamoDb, settings.IdempotencyTable);
        var store = new ItemStore(dynamoDb, idempotency, settings.ItemsTable, settings.ListShards);
        var pages = new ItemPages(dynamoDb, settings.ItemsTable, settings.ListShards);
        var docs = new DocsEndpoints(new DocsSite(settings.Login));
        var timing = settings.ServerTiming ? new ServerTiming(start, dynamoDb) : null;
        var router = new Router(docs, new ItemEndpoints(store, pages));
        function = new ItemsFunction(router, timing, log);
        if (settings.WarmUp)
        {
            await WarmUp.RunAsync(router, log);
        }

        timing?.EndInit();
    }
    catch (Exception e)
    {
        log.Write(LogLevel.Fatal, "The function cannot start", e);
        runtime.ReportInitError(new FunctionError("Function.InitError", e.Message));
        return 1;
    }

    await new RuntimeLoop(runtime, function.HandleAsync, log).RunAsync();
    return 0;
}
catch (RuntimeApiException e)
{
    log.Write(LogLevel.Fatal, "The Runtime API is gone", e);
    return 1;
}
