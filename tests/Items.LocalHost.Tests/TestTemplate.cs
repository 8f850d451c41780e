namespace Items.LocalHost.Tests;

/// <summary>A small template for the scripted function, in its own folder.</summary>
internal sealed class TestTemplate : IDisposable
{
    public const string Tables = """
          Things:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
              KeySchema: [{ AttributeName: id, KeyType: HASH }]
        """;

    private readonly TemporaryFolder _folder = new();

    public TestTemplate(string text) => FilePath = _folder.Write("template.yaml", text);

    public string FilePath { get; }

    public string Folder => _folder.FullPath;

    /// <summary>Target of a request to which the scripted function responds after <see cref="Release"/>.</summary>
    public string WaitingRequest => $"/wait?file={Uri.EscapeDataString(ReleaseFile)}";

    /// <summary>Path of the file that <see cref="Release"/> writes.</summary>
    public string ReleaseFile => _folder.PathTo("release");

    public void Release() => File.WriteAllText(ReleaseFile, "");

    /// <inheritdoc cref="TemporaryFolder.Write"/>
    public string Write(string name, string text) => _folder.Write(name, text);

    /// <param name="timeout">Of the function, in seconds.</param>
    /// <param name="routes">Each with its method, its path and, unless it is 30,000, its timeout in milliseconds.</param>
    public static string Text(
        int timeout = 10,
        int? concurrency = null,
        string? stage = null,
        string variables = "{ GREETING: hello }",
        string routes = "[[ANY, '/{proxy+}'], [ANY, /]]",
        string tables = ""
    )
    {
        string events = string.Join(
            '\n',
            routes
                .Split("],", StringSplitOptions.TrimEntries)
                .Select(route => route.Trim('[', ']').Split(", "))
                .Select(
                    (route, index) =>
                        $"        Route{index}: {{ Type: HttpApi, Properties: {{ ApiId: !Ref Api, Method: {route[0]}, "
                        + $"Path: {route[1]}, TimeoutInMillis: {route.ElementAtOrDefault(2) ?? "30000"} }} }}"
                )
        );
        return $"""
            Resources:
              Api:
                Type: AWS::Serverless::HttpApi
                Properties:
                  Description: a test
            {(stage is null ? "" : $"      StageName: {stage}")}
              Function:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: provided.al2023
                  Handler: bootstrap
                  CodeUri: function/
                  MemorySize: 256
                  Timeout: {timeout}
            {(concurrency is null ? "" : $"      ReservedConcurrentExecutions: {concurrency}")}
                  Environment: {"{"} Variables: {variables} {"}"}
                  Events:
            {events}
            {tables}
            """;
    }

    public void Dispose() => _folder.Dispose();
}
