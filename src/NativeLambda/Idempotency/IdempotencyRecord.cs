using System.Globalization;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Amazon.DynamoDBv2.Model;
using NativeLambda.Cryptography;
using NativeLambda.DynamoDb;
using NativeLambda.Http;

namespace NativeLambda.Idempotency;

/// <summary>What is stored of a request with an <c>Idempotency-Key</c>, to repeat its response.</summary>
/// <param name="Id">Hash of caller and key.</param>
/// <param name="Fingerprint">Hash of the request.</param>
/// <param name="Status">Of the response.</param>
/// <param name="Location">Of the response; empty for none.</param>
/// <param name="ETag">Of the response, with quotes; empty for none.</param>
/// <param name="Body">Of the response, JSON.</param>
internal sealed record IdempotencyRecord(
    string Id,
    string Fingerprint,
    int Status,
    string Location,
    string ETag,
    string Body
)
{
    /// <summary>Name of the key attribute.</summary>
    public const string IdAttribute = "id";

    /// <summary>Name of the TTL attribute: epoch seconds.</summary>
    public const string ExpirationAttribute = "expiration";

    /// <summary>Name of the header that only repeated responses have.</summary>
    public const string ReplayedHeader = "idempotent-replayed";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public static IdempotencyRecord Of<T>(
        IdempotentRequest request,
        Result<T> created,
        JsonTypeInfo<T> json
    ) =>
        new(
            Hash(request.Caller.Subject, request.Key.Text),
            Hash([.. request.Parts]),
            created.Status,
            created.Location ?? "",
            created.ETag is { } tag ? $"\"{tag}\"" : "",
            Encoding.UTF8.GetString(created.ToJson(json))
        );

    /// <param name="parts">Hashed with their lengths, so that different lists have different texts.</param>
    public static string Hash(params ReadOnlySpan<string?> parts)
    {
        var text = new StringBuilder();
        foreach (string? part in parts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{part?.Length ?? -1}:{part}");
        }

        return Convert.ToHexStringLower(Sha256.Hash(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>The recorded response, byte for byte.</summary>
    public Result<T> ToResult<T>()
    {
        string? location = Location.Length == 0 ? null : Location;
        var result = new Result<T>(Status, Encoding.UTF8.GetBytes(Body)) { Location = location };
        return (ETag.Length == 0 ? result : result.WithETag(ETag.Trim('"'))).With(ReplayedHeader, "true");
    }

    public Dictionary<string, AttributeValue> ToAttributes(DateTimeOffset now) =>
        new()
        {
            [IdAttribute] = new(Id),
            ["fingerprint"] = new(Fingerprint),
            ["status"] = Number(Status),
            ["location"] = new(Location),
            ["etag"] = new(ETag),
            ["body"] = new(Body),
            [ExpirationAttribute] = Number(now.Add(Lifetime).ToUnixTimeSeconds()),
        };

    public static IdempotencyRecord From(Row row) =>
        new(
            row.RequiredText(IdAttribute),
            row.RequiredText("fingerprint"),
            // Rows of earlier versions have none: they are all of creates.
            int.Parse(row.Number("status") ?? "201", CultureInfo.InvariantCulture),
            row.RequiredText("location"),
            row.RequiredText("etag"),
            row.RequiredText("body")
        );

    public static AttributeValue Number(long value) =>
        new() { N = value.ToString(CultureInfo.InvariantCulture) };
}
