using System.Text.Json.Serialization;

namespace Items.Client;

/// <summary>
/// The types of JSON bodies. Null members are not sent: only an <see cref="ItemPatch"/> distinguishes null from not sent, by
/// <see cref="OptionalText"/>.
/// </summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(Item))]
[JsonSerializable(typeof(IReadOnlyList<Item>))]
[JsonSerializable(typeof(ItemCreate))]
[JsonSerializable(typeof(ItemUpdate))]
[JsonSerializable(typeof(ItemPatch))]
[JsonSerializable(typeof(IEnumerable<ItemCreate>))]
[JsonSerializable(typeof(Import))]
[JsonSerializable(typeof(Error))]
[JsonSerializable(typeof(GatewayError))]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(HTTPValidationError))]
internal sealed partial class ItemsJsonContext : JsonSerializerContext;
