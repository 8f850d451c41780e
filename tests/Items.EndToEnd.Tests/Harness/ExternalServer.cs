namespace Items.EndToEnd.Tests.Harness;

/// <summary>
/// A DynamoDB-compatible server to run the tests against, such as AWS's DynamoDB Local, whose URL is in
/// <c>ITEMS_TEST_DYNAMODB</c>. All APIs of the tests share it, each with tables of its own.
/// </summary>
internal static class ExternalServer
{
    private const string Variable = "ITEMS_TEST_DYNAMODB";

    public static Uri? Address { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } url ? new Uri(url) : null;

    public static string? SkipReason { get; } =
        Address is null
            ? null
            : $"The test stops the table server or reads its file, and cannot do that to the server of {Variable}.";

    /// <returns>Empty when the tests start a table server for each API.</returns>
    public static string NewTablePrefix() => Address is null ? "" : $"T{Guid.NewGuid():N}-";
}

/// <summary>A test that needs a table server of its own.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OwnTableServerFactAttribute : FactAttribute
{
    public OwnTableServerFactAttribute() => Skip = ExternalServer.SkipReason;
}

/// <inheritdoc cref="OwnTableServerFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OwnTableServerTheoryAttribute : TheoryAttribute
{
    public OwnTableServerTheoryAttribute() => Skip = ExternalServer.SkipReason;
}
