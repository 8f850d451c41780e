using System.Buffers.Binary;

namespace Items.Api.Items;

internal static class ItemId
{
    /// <summary>
    /// A UUIDv7 whose 12 bits after the milliseconds are fractions of the millisecond, so that items created within one
    /// millisecond are in order too (RFC 9562, section 6.2, method 3).
    /// </summary>
    public static string New(DateTime utcNow)
    {
        long ticks = (utcNow - DateTime.UnixEpoch).Ticks;
        long milliseconds = ticks / TimeSpan.TicksPerMillisecond;
        long fraction = ticks % TimeSpan.TicksPerMillisecond * 4096 / TimeSpan.TicksPerMillisecond;

        // The second half stays random, with the variant's two bits.
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (milliseconds << 16) | (7L << 12) | fraction);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
