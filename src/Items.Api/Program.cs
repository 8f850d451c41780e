using System.Diagnostics;
using Items.Api;
using Items.Api.Docs;
using Items.Api.Export;
using Items.Api.Imports;
using Items.Api.Ingestion;
using Items.Api.Items;
using Items.Api.Webhooks;
using NativeLambda.Aws;
using NativeLambda.DynamoDb;
using NativeLambda.Idempotency;
using NativeLambda.Queues;
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
        var dynamoDb = new DynamoDbClient(settings.DynamoDbEndpoint, Signer("dynamodb"), telemetry);
        var sqs = new AwsJsonClient(
            settings.SqsEndpoint,
            Signer("sqs"),
            "application/x-amz-json-1.0",
            telemetry.Trace
        );
        var ssm = new AwsJsonClient(
            settings.SsmEndpoint,
            Signer("ssm"),
            "application/x-amz-json-1.1",
            telemetry.Trace
        );
        var unreadable = new UnreadableRows(telemetry.Log);
        var items = new ItemStore(dynamoDb, settings.ItemsTable, settings.ListShards, unreadable);
        var idempotency = new IdempotencyStore(dynamoDb, settings.IdempotencyTable);
        var imports = new ImportStore(dynamoDb, settings.IngestionTable);
        var webhooks = new WebhookStore(dynamoDb, settings.IdempotencyTable);
        var queue = new IngestionQueue(new SqsClient(sqs, settings.IngestionQueueUrl));
        var rate = new WriteRate();
        var router = new Router(
            new DocsEndpoints(new DocsSite(settings.Login)),
            new ExportEndpoints(
                new ItemStream(dynamoDb, settings.ItemsTable, settings.ListShards, unreadable)
            ),
            new ImportEndpoints(imports, queue, idempotency),
            new ItemEndpoints(
                items,
                new ItemPages(dynamoDb, settings.ItemsTable, settings.ListShards, unreadable),
                idempotency
            ),
            new WebhookEndpoints(
                new WebhookSecrets(
                    new SsmClient(ssm),
                    settings.WebhookSecretsParameter,
                    telemetry.Log,
                    TimeProvider.System
                ),
                webhooks,
                queue
            )
        );
        var worker = new IngestionWorker(
            new ImportWorker(dynamoDb, items, imports, rate, settings.IngestionMaximumReceives),
            new WebhookWorker(dynamoDb, settings.IngestionTable, items, webhooks, rate)
        );
        var timing = settings.ServerTiming ? new ServerTiming(start) : null;
        var http = new HttpFunction(router.Route, Unavailable.Detail, timing, telemetry);
        if (settings.WarmUp)
        {
            http.WarmUp(WarmUpEvent.Json);
        }

        timing?.EndInit();
        return new LambdaFunction(http, new QueueFunction(worker.Process, telemetry));

        RequestSigner Signer(string service) => new(settings.Credentials, settings.Region, service);
    }
);
