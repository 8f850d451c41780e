using System.Text.Json.Serialization;
using Items.Api.Items;

namespace Items.Api;

/// <summary>The types of JSON bodies; for those that are only written, no code to read them is generated.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Health), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(Item), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(Item[]), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ItemCreate))]
[JsonSerializable(typeof(ItemUpdate))]
[JsonSerializable(typeof(ItemPatch))]
internal sealed partial class ItemsJsonContext : JsonSerializerContext;
