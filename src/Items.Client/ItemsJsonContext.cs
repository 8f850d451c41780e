using System.Text.Json.Serialization;

namespace Items.Client;

/// <summary>The types of JSON bodies. Null members are not sent; the API treats null as not sent.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(Item))]
[JsonSerializable(typeof(IReadOnlyList<Item>))]
[JsonSerializable(typeof(ItemCreate))]
[JsonSerializable(typeof(ItemUpdate))]
[JsonSerializable(typeof(Error))]
[JsonSerializable(typeof(GatewayError))]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(HTTPValidationError))]
internal sealed partial class ItemsJsonContext : JsonSerializerContext;
