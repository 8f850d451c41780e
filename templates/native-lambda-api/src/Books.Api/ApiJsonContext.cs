using System.Text.Json.Serialization;

namespace Books.Api;

/// <summary>The types of JSON bodies; for those that are only written, no code to read them is generated.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Book), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(Book[]), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(BookInput))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
