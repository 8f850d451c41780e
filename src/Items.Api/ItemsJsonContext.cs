using System.Text.Json.Serialization;
using Items.Api.Http;
using Items.Api.Items;
using Items.Api.Lambda;

namespace Items.Api;

/// <summary>Every type that crosses the wire as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(TextFieldConverter), typeof(DecimalFieldConverter)]
)]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(Item))]
[JsonSerializable(typeof(Item[]))]
[JsonSerializable(typeof(ItemCreate))]
[JsonSerializable(typeof(ItemUpdate))]
[JsonSerializable(typeof(FunctionError))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(HTTPValidationError))]
internal sealed partial class ItemsJsonContext : JsonSerializerContext;
