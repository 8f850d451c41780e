using System.Text;
using System.Text.Json;

namespace Items.Client;

/// <summary>How far an export has come.</summary>
internal sealed class ExportPosition
{
    /// <summary>The items since <see cref="Cursor"/>, which a continued export returns again.</summary>
    private readonly HashSet<string> _returned = [];

    private bool _hasLastLine;

    /// <summary>Continues the export; null for its start.</summary>
    public string? Cursor { get; private set; }

    public bool IsAtEnd { get; private set; }

    /// <summary>Why the last response was incomplete.</summary>
    public string? Problem { get; private set; }

    public Exception? Error { get; private set; }

    /// <summary>Records why a response is incomplete, unless its last line has said so.</summary>
    public void Break(string problem, Exception? error)
    {
        if (!_hasLastLine)
        {
            (Problem, Error) = (problem, error);
        }

        _hasLastLine = false;
    }

    /// <returns>The item of the line; null when it has none, or one that was returned before.</returns>
    /// <exception cref="ApiException">The line is not an item of the contract.</exception>
    public Item? Read(string line)
    {
        byte[] json = Encoding.UTF8.GetBytes(line);
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            reader.Read();
            if (reader.ValueTextEquals("cursor") || reader.ValueTextEquals("export"))
            {
                using var control = JsonDocument.Parse(json);
                ReadControl(control.RootElement);
                return null;
            }

            var item = JsonSerializer.Deserialize(json, ItemsJsonContext.Default.Item)!;
            return _returned.Add(item.ItemId) ? item : null;
        }
        catch (JsonException error) when (IsJson(json))
        {
            string message = $"A line of the export is not an item of the contract: {error.Message}";
            throw new ApiException(message, 200, line, new Dictionary<string, IEnumerable<string>>(), error);
        }
        catch (JsonException)
        {
            // The connection broke in this line, so there is no further one.
            return null;
        }
    }

    private static bool IsJson(byte[] text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void ReadControl(JsonElement line)
    {
        if (line.TryGetProperty("export", out var export))
        {
            _hasLastLine = true;
            IsAtEnd = export.GetString() == "complete";
            Problem = line.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
            Error = null;
        }

        if (line.TryGetProperty("cursor", out var cursor))
        {
            Cursor = cursor.GetString();
            _returned.Clear();
        }
    }
}
