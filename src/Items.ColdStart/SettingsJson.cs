using System.Text.Json;
using System.Text.Json.Serialization;
using Items.ColdStart.Budgets;

namespace Items.ColdStart;

/// <summary>The files that people write for the tool; what it does not know there is an error.</summary>
[JsonSerializable(typeof(Budget))]
[JsonSerializable(typeof(ContestantSettings))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip
)]
internal sealed partial class SettingsJson : JsonSerializerContext;
