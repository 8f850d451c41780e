using Books.Api;
using NativeLambda.Aws;
using NativeLambda.DynamoDb;
using NativeLambda.Idempotency;
using NativeLambda.Runtime;

return LambdaProcess.Run(
    service: "books-api",
    metricsNamespace: "BooksApi",
    (variables, telemetry) =>
    {
        string region = variables.Required("AWS_REGION");
        var dynamoDb = new DynamoDbClient(
            variables.Endpoint("dynamodb", region),
            new RequestSigner(variables.Credentials(), region, "dynamodb"),
            telemetry
        );
        var store = new BookStore(dynamoDb, variables.Required("RESOURCE_TABLE"));
        var idempotency = new IdempotencyStore(dynamoDb, variables.Required("IDEMPOTENCY_TABLE"));
        var router = new Router(new BookEndpoints(store, idempotency));
        var http = new HttpFunction(
            router.Route,
            DynamoDbFailures.UnavailableDetail,
            timing: null,
            telemetry
        );
        http.WarmUp(WarmUpEvent.Json);
        return new LambdaFunction(http);
    }
);
