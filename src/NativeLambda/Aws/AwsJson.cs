using System.Text.Json;

namespace NativeLambda.Aws;

/// <summary>Reads the JSON of AWS's services.</summary>
internal static class AwsJson
{
    /// <summary>A row of DynamoDB has up to 32 levels, each of two levels of JSON, inside those of the response.</summary>
    private const int MaximumDepth = 128;

    /// <returns>A reader at the first token.</returns>
    /// <exception cref="JsonException">There is none.</exception>
    public static Utf8JsonReader Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaximumDepth });
        reader.Read();
        return reader;
    }

    /// <param name="json">One string.</param>
    /// <exception cref="JsonException">It is another value, or not Unicode.</exception>
    public static string Text(ReadOnlySpan<byte> json)
    {
        var reader = Read(json);
        try
        {
            return reader.GetString() ?? throw new JsonException("A response has null instead of text.");
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException(
                "A response has a value that is not text, or text that is not Unicode.",
                e
            );
        }
    }
}
