namespace Items.EndToEnd.Tests.Harness;

/// <summary>
/// Another DynamoDB-compatible server to run the tests against, such as AWS's DynamoDB Local: its URL in
/// <c>ITEMS_TEST_DYNAMODB</c>. Stacks share it, each with tables of its own.
/// </summary>
internal static class ExternalServer
{
    private const string Variable = "ITEMS_TEST_DYNAMODB";

    public static Uri? Address { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } url ? new Uri(url) : null;

    public static string? SkipReason { get; } =
        Address is null ? null : $"The test stops or keeps the table server, and {Variable} is not ours.";

    /// <returns>What to put in front of the names of tables; nothing where a server holds one stack only.</returns>
    public static string NewTablePrefix() => Address is null ? "" : $"T{Guid.NewGuid():N}-";
}

/// <summary>A test that needs a table server of its own.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OwnServerFactAttribute : FactAttribute
{
    public OwnServerFactAttribute() => Skip = ExternalServer.SkipReason;
}

/// <inheritdoc cref="OwnServerFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OwnServerTheoryAttribute : TheoryAttribute
{
    public OwnServerTheoryAttribute() => Skip = ExternalServer.SkipReason;
}
