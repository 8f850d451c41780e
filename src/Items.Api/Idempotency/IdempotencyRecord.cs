using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2.Model;

namespace Items.Api.Idempotency;

/// <summary>What is remembered of a request with an <c>Idempotency-Key</c>, to answer its repetitions.</summary>
/// <param name="Id">Hash of caller and key, so that nobody meets another caller's keys.</param>
/// <param name="Fingerprint">Hash of what the request asked for; a repetition must ask for the same.</param>
/// <param name="Location">Of the answer.</param>
/// <param name="ETag">Of the answer.</param>
/// <param name="Body">Of the answer, JSON.</param>
internal sealed record IdempotencyRecord(
    string Id,
    string Fingerprint,
    string Location,
    string ETag,
    string Body
)
{
    /// <summary>Name of the key attribute.</summary>
    public const string IdAttribute = "id";

    /// <summary>Name of the TTL attribute: epoch seconds.</summary>
    public const string ExpirationAttribute = "expiration";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <param name="parts">Hashed with their lengths, so that no two lists run together to the same text.</param>
    public static string Hash(params ReadOnlySpan<string?> parts)
    {
        var text = new StringBuilder();
        foreach (string? part in parts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{part?.Length ?? -1}:{part}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public Dictionary<string, AttributeValue> ToAttributes(DateTimeOffset now) =>
        new()
        {
            [IdAttribute] = new(Id),
            ["fingerprint"] = new(Fingerprint),
            ["location"] = new(Location),
            ["etag"] = new(ETag),
            ["body"] = new(Body),
            [ExpirationAttribute] = new()
            {
                N = now.Add(Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            },
        };

    public static IdempotencyRecord From(Dictionary<string, AttributeValue> attributes) =>
        new(
            attributes[IdAttribute].S,
            attributes["fingerprint"].S,
            attributes["location"].S,
            attributes["etag"].S,
            attributes["body"].S
        );
}
