namespace NativeLambda.Validation;

/// <summary>One error in a request: an element of the <c>detail</c> of a 422.</summary>
public sealed record ValidationError(ErrorLocation Location, ErrorKind Kind);

/// <summary>
/// Written as <c>["body"]</c>, <c>["query","limit"]</c>, <c>["body",17]</c>, <c>["body",3,"price"]</c> or
/// <c>["body","data","price"]</c>.
/// </summary>
/// <param name="Source">Part of the request: <c>body</c>, <c>query</c>, <c>header</c> or <c>path</c>.</param>
/// <param name="Name">
/// Field, parameter or header, with dots between the names of nested fields; null when the part as a whole is invalid.
/// </param>
/// <param name="Offset">Position of a JSON syntax error in code points; null otherwise.</param>
/// <param name="Index">Of an element when the body is a list; null otherwise.</param>
public readonly record struct ErrorLocation(
    string Source,
    string? Name = null,
    int? Offset = null,
    int? Index = null
);
