using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Items.Api.Items;

/// <summary>
/// The position in a list where the next page starts: opaque text for clients, valid only with the filter of the list
/// that it comes from.
/// </summary>
/// <param name="After">Id of the last item of the previous page; the next item is older.</param>
internal readonly record struct Cursor(Guid After)
{
    private const byte Version = 1;
    private const int CheckLength = 6;
    private const int HeadLength = 1 + 16;
    private const int Length = HeadLength + CheckLength;

    /// <param name="category">The list's filter; null for all items.</param>
    public string Encode(string? category)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = Version;
        After.TryWriteBytes(bytes[1..], bigEndian: true, out _);
        WriteCheck(bytes[..HeadLength], category, bytes[HeadLength..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <returns>False for anything that <see cref="Encode"/> did not write for the same filter.</returns>
    public static bool TryDecode(string text, string? category, out Cursor cursor)
    {
        cursor = default;
        Span<byte> bytes = stackalloc byte[Length];
        Span<byte> check = stackalloc byte[CheckLength];
        if (
            text.Length != Base64Url.GetEncodedLength(Length)
            || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out int written)
            || written != Length
            || bytes[0] != Version
        )
        {
            return false;
        }

        WriteCheck(bytes[..HeadLength], category, check);
        if (!check.SequenceEqual(bytes[HeadLength..]))
        {
            return false;
        }

        cursor = new Cursor(new Guid(bytes[1..HeadLength], bigEndian: true));
        return true;
    }

    /// <summary>Detects typing errors and cursors of another filter. Not secret: a cursor contains only what a list shows.</summary>
    private static void WriteCheck(ReadOnlySpan<byte> head, string? category, Span<byte> check)
    {
        byte[] filter = category is null ? [] : Encoding.UTF8.GetBytes("category=" + category);
        SHA256.HashData([.. head, .. filter]).AsSpan(0, check.Length).CopyTo(check);
    }
}
