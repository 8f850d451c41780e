using System.Text.Json.Serialization;

namespace Items.LocalHost.Invoke;

/// <summary>What an invocation returned.</summary>
/// <param name="Response">Null when the function failed.</param>
/// <param name="Error">Why the function failed; null when it responded.</param>
/// <param name="Log">The lines that the function wrote.</param>
internal sealed record InvokeResult(string? Response, string? Error, IReadOnlyList<string> Log);

/// <summary>The JSON of these types.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InvokeResult))]
internal sealed partial class InvokeJsonContext : JsonSerializerContext;
