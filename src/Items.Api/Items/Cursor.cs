using System.Buffers.Text;
using System.Text;
using NativeLambda.Cryptography;

namespace Items.Api.Items;

/// <summary>
/// The position in a list where the next page starts: opaque text for clients, valid only with the filter of the list
/// that it comes from.
/// </summary>
/// <param name="After">Id of the last item of the previous page; the next item is older.</param>
internal readonly record struct Cursor(string After)
{
    /// <summary>Followed by the 16 bytes of a UUID.</summary>
    private const byte UuidVersion = 1;

    /// <summary>Followed by any id as text.</summary>
    private const byte TextVersion = 2;

    private const int CheckLength = 6;

    /// <summary>Bytes of an id in an index, whose sort key it is. DynamoDB rejects a query with a longer one.</summary>
    private const int MaximumIdLength = 1024;

    /// <param name="category">The list's filter; null for all items.</param>
    public string Encode(string? category)
    {
        byte[] head =
            Guid.TryParseExact(After, "D", out var uuid) && uuid.ToString() == After
                ? [UuidVersion, .. uuid.ToByteArray(bigEndian: true)]
                : [TextVersion, .. Encoding.UTF8.GetBytes(After)];
        return Base64Url.EncodeToString([.. head, .. Check(head, category)]);
    }

    /// <returns>False for text that <see cref="Encode"/> did not write for the same filter.</returns>
    public static bool TryDecode(string text, string? category, out Cursor cursor)
    {
        cursor = default;
        if (!Base64Url.IsValid(text, out int length) || length <= CheckLength + 1)
        {
            return false;
        }

        byte[] bytes = Base64Url.DecodeFromChars(text);
        var head = bytes.AsSpan(..^CheckLength);
        if (
            Base64Url.EncodeToString(bytes) != text
            || !bytes.AsSpan(^CheckLength..).SequenceEqual(Check(head, category))
        )
        {
            return false;
        }

        var id = head[1..];
        string? after = head[0] switch
        {
            UuidVersion when id.Length == 16 => new Guid(id, bigEndian: true).ToString(),
            TextVersion when id.Length <= MaximumIdLength => Encoding.UTF8.GetString(id),
            _ => null,
        };
        cursor = new Cursor(after ?? "");
        return after is not null;
    }

    /// <summary>Detects typing errors and cursors of another filter. Not secret: a cursor contains only what a list shows.</summary>
    private static ReadOnlySpan<byte> Check(ReadOnlySpan<byte> head, string? category)
    {
        byte[] filter = category is null ? [] : Encoding.UTF8.GetBytes("category=" + category);
        return Sha256.Hash([.. head, .. filter]).AsSpan(0, CheckLength);
    }
}
