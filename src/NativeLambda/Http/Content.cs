namespace NativeLambda.Http;

/// <summary>A body that is not JSON of the API, such as a page or a file.</summary>
/// <param name="Type">Value of <c>content-type</c>.</param>
/// <param name="Encoding">Value of <c>content-encoding</c>; null when the bytes are UTF-8 text.</param>
public sealed record Content(ReadOnlyMemory<byte> Bytes, string Type, string? Encoding = null);
