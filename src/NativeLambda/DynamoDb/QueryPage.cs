namespace NativeLambda.DynamoDb;

/// <summary>The response to a query.</summary>
/// <param name="IsLast">Only this means the end: a page can be empty, or shorter than its limit, and not the last.</param>
public sealed record QueryPage<T>(IReadOnlyList<T> Rows, bool IsLast);
