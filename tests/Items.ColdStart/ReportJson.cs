using System.Text.Json.Serialization;
using Items.ColdStart.Reporting;

namespace Items.ColdStart;

[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(ContestantSettings))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    WriteIndented = true
)]
internal sealed partial class ReportJson : JsonSerializerContext;
