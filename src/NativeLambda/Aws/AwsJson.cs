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
}
