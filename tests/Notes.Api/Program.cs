using NativeLambda.Aws;
using NativeLambda.DynamoDb;
using NativeLambda.Runtime;
using Notes.Api;

return LambdaProcess.Run(
    service: "notes-api",
    metricsNamespace: "NotesApi",
    (variables, telemetry) =>
    {
        string region = variables.Required("AWS_REGION");
        var dynamoDb = new DynamoDbClient(
            variables.Endpoint("dynamodb", region),
            new RequestSigner(variables.Credentials(), region, "dynamodb"),
            telemetry
        );
        var store = new NoteStore(dynamoDb, variables.Required("NOTES_TABLE"));
        var router = new Router(new NoteEndpoints(store));
        return new LambdaFunction(
            new HttpFunction(router.Route, DynamoDbFailures.UnavailableDetail, timing: null, telemetry)
        );
    }
);
