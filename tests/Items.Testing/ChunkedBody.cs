using System.Globalization;
using System.Text;

namespace Items.Testing;

/// <summary>A body with <c>Transfer-Encoding: chunked</c> (RFC 9112, section 7.1).</summary>
/// <param name="Bytes">The content of all chunks.</param>
/// <param name="Chunks">The lengths of the chunks.</param>
/// <param name="Trailers">Lines, without their ends.</param>
internal sealed record ChunkedBody(byte[] Bytes, IReadOnlyList<int> Chunks, IReadOnlyList<string> Trailers)
{
    /// <param name="received">What follows the headers.</param>
    /// <returns>Null when the end is missing.</returns>
    public static ChunkedBody? TryRead(ReadOnlySpan<byte> received)
    {
        using var bytes = new MemoryStream();
        List<int> chunks = [];
        while (received.IndexOf("\r\n"u8) is >= 0 and var lineEnd)
        {
            int size = int.Parse(Encoding.ASCII.GetString(received[..lineEnd]), NumberStyles.HexNumber);
            received = received[(lineEnd + 2)..];
            if (size == 0)
            {
                return TrailersOf(received) is { } trailers ? new(bytes.ToArray(), chunks, trailers) : null;
            }

            if (received.Length < size + 2)
            {
                return null;
            }

            bytes.Write(received[..size]);
            chunks.Add(size);
            received = received[(size + 2)..];
        }

        return null;
    }

    private static string[]? TrailersOf(ReadOnlySpan<byte> received)
    {
        if (received.StartsWith("\r\n"u8))
        {
            return [];
        }

        int end = received.IndexOf("\r\n\r\n"u8);
        return end < 0 ? null : Encoding.ASCII.GetString(received[..end]).Split("\r\n");
    }
}
