using System.Buffers.Binary;

namespace Items.Api.Items;

internal static class ItemId
{
    /// <summary>A new id; ids made one after another are in this order.</summary>
    public static string New(DateTime utcNow) => At(utcNow, Guid.NewGuid().ToByteArray());

    /// <summary>
    /// A UUIDv7 whose 12 bits after the milliseconds are fractions of the millisecond, so that items created within one
    /// millisecond are in order too (RFC 9562, section 6.2, method 3).
    /// </summary>
    /// <param name="seed">16 bytes, of which the last 8 become the second half of the id, except for the variant's two bits.</param>
    public static string At(DateTime utc, ReadOnlySpan<byte> seed)
    {
        long ticks = (utc - DateTime.UnixEpoch).Ticks;
        long milliseconds = ticks / TimeSpan.TicksPerMillisecond;
        long fraction = ticks % TimeSpan.TicksPerMillisecond * 4096 / TimeSpan.TicksPerMillisecond;

        Span<byte> bytes = stackalloc byte[16];
        seed[..16].CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (milliseconds << 16) | (7L << 12) | fraction);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
