using System.Text.Json.Serialization;
using Items.Api.Http;
using Items.Api.Items;
using Items.Api.Lambda;

namespace Items.Api;

/// <summary>Every type that crosses the wire as JSON; those that are only written go without the code to read them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Health), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(Item), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(Item[]), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ItemCreate))]
[JsonSerializable(typeof(ItemUpdate))]
[JsonSerializable(typeof(FunctionError), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ErrorBody), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(HTTPValidationError), GenerationMode = JsonSourceGenerationMode.Serialization)]
internal sealed partial class ItemsJsonContext : JsonSerializerContext;
