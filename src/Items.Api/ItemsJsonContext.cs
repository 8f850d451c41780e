using System.Text.Json.Serialization;
using Items.Api.Imports;
using Items.Api.Ingestion;
using Items.Api.Items;
using Items.Api.Webhooks;

namespace Items.Api;

/// <summary>The types of JSON bodies; for those that are only written, no code to read them is generated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(Health), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(Item), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(Item[]), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ItemCreate))]
[JsonSerializable(typeof(ItemUpdate))]
[JsonSerializable(typeof(ItemPatch))]
[JsonSerializable(typeof(Import), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(WebhookEvent))]
[JsonSerializable(typeof(MessageHead))]
[JsonSerializable(typeof(ImportMessage))]
[JsonSerializable(typeof(WebhookMessage))]
internal sealed partial class ItemsJsonContext : JsonSerializerContext;
