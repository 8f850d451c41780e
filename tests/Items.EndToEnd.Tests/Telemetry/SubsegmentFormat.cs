using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Items.EndToEnd.Tests.Telemetry;

/// <summary>
/// The rules of X-Ray for a subsegment that is sent by itself
/// (https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html).
/// </summary>
internal static partial class SubsegmentFormat
{
    private static readonly string[] Flags = ["error", "throttle", "fault"];

    public static IReadOnlyList<string> FindErrors(JsonNode document)
    {
        List<string> errors = [];
        Check(errors, Text(document, "name") is { Length: > 0 and <= 200 }, "name");
        Check(errors, Id().IsMatch(Text(document, "id") ?? ""), "id");
        Check(errors, Id().IsMatch(Text(document, "parent_id") ?? ""), "parent_id");
        Check(errors, TraceId().IsMatch(Text(document, "trace_id") ?? ""), "trace_id");
        Check(errors, Text(document, "type") == "subsegment", "type");
        Check(errors, Text(document, "namespace") is "aws" or "remote", "namespace");
        Check(errors, IsRecent(document["start_time"]) && IsRecent(document["end_time"]), "times");
        Check(errors, (double)document["start_time"]! <= (double)document["end_time"]!, "order of times");
        Check(
            errors,
            document["http"] is null || (int)document["http"]!["response"]!["status"]! is >= 100 and < 600,
            "http"
        );
        Check(
            errors,
            Flags.All(flag => document[flag] is null || document[flag]!.GetValueKind() == JsonValueKind.True),
            "flags"
        );
        var exceptions = document["cause"]?["exceptions"]?.AsArray() ?? [];
        Check(errors, exceptions.All(it => Id().IsMatch(Text(it!, "id") ?? "")), "id of an exception");
        return errors;
    }

    /// <summary>In seconds since the Unix epoch, with a fraction.</summary>
    private static bool IsRecent(JsonNode? time) =>
        time?.GetValueKind() == JsonValueKind.Number
        && (DateTime.UtcNow - DateTime.UnixEpoch.AddSeconds((double)time)).Duration() < TimeSpan.FromMinutes(5);

    private static string? Text(JsonNode node, string name) =>
        node[name]?.GetValueKind() == JsonValueKind.String ? (string)node[name]! : null;

    private static void Check(List<string> errors, bool isValid, string error)
    {
        if (!isValid)
        {
            errors.Add(error);
        }
    }

    [GeneratedRegex("^[0-9a-f]{16}$", RegexOptions.NonBacktracking)]
    private static partial Regex Id();

    [GeneratedRegex("^1-[0-9a-f]{8}-[0-9a-f]{24}$", RegexOptions.NonBacktracking)]
    private static partial Regex TraceId();
}
