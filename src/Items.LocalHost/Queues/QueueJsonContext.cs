using System.Text.Json.Serialization;

namespace Items.LocalHost.Queues;

/// <summary>The JSON of the journal and of the host's endpoints for queues.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(JournalLine))]
[JsonSerializable(typeof(IReadOnlyList<QueueState>))]
[JsonSerializable(typeof(RedriveResult))]
internal sealed partial class QueueJsonContext : JsonSerializerContext;
