using System.Text.Json.Serialization;

namespace Items.Client;

/// <summary>What the client sends and reads. A field that is null is not sent, which is what null means to the API.</summary>
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
