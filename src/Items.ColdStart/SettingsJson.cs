using System.Text.Json;
using System.Text.Json.Serialization;
using Items.ColdStart.Budgets;

namespace Items.ColdStart;

/// <summary>Reads the settings files of the tool; unknown members are errors.</summary>
[JsonSerializable(typeof(Budget))]
[JsonSerializable(typeof(ContestantSettings))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip
)]
internal sealed partial class SettingsJson : JsonSerializerContext;
