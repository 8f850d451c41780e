using System.Text.Json;

namespace Items.LocalHost.Requests;

/// <summary>A line that the function wrote. The fields are those of AWS Lambda Powertools; others and plain text are kept as they are.</summary>
/// <param name="Text">The whole line.</param>
/// <param name="Level">Such as INFO; null when the line is not a JSON log line.</param>
/// <param name="InvocationId">The field <c>function_request_id</c>.</param>
/// <param name="Exception">Type, message and stack.</param>
/// <param name="Metrics">The metrics of a line in CloudWatch's embedded metric format.</param>
internal sealed record LogLine(
    string Text,
    string? Level,
    string? Message,
    string? InvocationId,
    string? Exception,
    IReadOnlyList<MetricValue> Metrics
)
{
    public bool IsError => IsLevel("ERROR", "FATAL", "CRITICAL");

    public bool IsWarning => IsLevel("WARN", "WARNING");

    /// <summary>The message and the first line of the exception.</summary>
    public string Summary =>
        string.Join(
            ": ",
            new[] { Message ?? Text, Exception?.Split('\n', 2)[0].TrimEnd() }.Where(part =>
                !string.IsNullOrEmpty(part)
            )
        );

    public static LogLine Parse(string text)
    {
        if (!text.StartsWith('{'))
        {
            return Plain(text);
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            return new LogLine(
                text,
                Member(root, "level"),
                Member(root, "message"),
                Member(root, "function_request_id"),
                Member(root, "exception"),
                MetricValue.ReadAll(root)
            );
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Not JSON, or text that is not valid Unicode.
            return Plain(text);
        }
    }

    private static LogLine Plain(string text) => new(text, null, null, null, null, []);

    private static string? Member(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private bool IsLevel(params ReadOnlySpan<string> levels)
    {
        foreach (string level in levels)
        {
            if (level.Equals(Level, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
