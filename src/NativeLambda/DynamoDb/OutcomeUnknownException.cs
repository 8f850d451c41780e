namespace NativeLambda.DynamoDb;

/// <summary>A write may have been applied or not, and this cannot be determined. Repeating it is not safe.</summary>
public sealed class OutcomeUnknownException(string message, Exception cause) : Exception(message, cause);
