using System.Buffers.Binary;
using System.Security.Cryptography;

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

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, (milliseconds << 16) | (7L << 12) | fraction);
        RandomNumberGenerator.Fill(bytes[8..]);
        bytes[8] = (byte)((bytes[8] & 0b0011_1111) | 0b1000_0000);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
