using System.Security.Cryptography;

namespace Items.LocalHost;

internal static class Ids
{
    /// <summary>Twice as many lower-case hexadecimal digits as <paramref name="bytes"/>.</summary>
    public static string Hex(int bytes) => RandomNumberGenerator.GetHexString(bytes * 2, lowercase: true);
}
