using System.Text.Json;

namespace NativeLambda.Http;

/// <summary>Locates the error in a JSON body that could not be deserialized.</summary>
internal static class JsonSyntax
{
    /// <returns>The first syntax error; null when the text is valid JSON.</returns>
    public static JsonException? FindError(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read()) { }

            return null;
        }
        catch (JsonException error)
        {
            return error;
        }
    }

    public static bool IsObject(ReadOnlySpan<byte> json) => json.TrimStart(" \t\r\n"u8).StartsWith("{"u8);

    /// <returns>Position of the error in code points from the start, as Python counts.</returns>
    public static int Offset(ReadOnlySpan<byte> json, JsonException error)
    {
        int line = 0;
        for (long lines = error.LineNumber ?? 0; lines > 0; lines--)
        {
            line += json[line..].IndexOf((byte)'\n') + 1;
        }

        return CodePoints(json[..(int)Math.Min(line + (error.BytePositionInLine ?? 0), json.Length)]);
    }

    public static int CodePoints(ReadOnlySpan<byte> utf8)
    {
        int count = 0;
        foreach (byte unit in utf8)
        {
            bool continues = (unit & 0b1100_0000) == 0b1000_0000;
            count += continues ? 0 : 1;
        }

        return count;
    }
}
