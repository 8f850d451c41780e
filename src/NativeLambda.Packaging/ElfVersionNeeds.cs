using System.Buffers.Binary;
using System.Text;

namespace NativeLambda.Packaging;

/// <summary>
/// Reads which versions of its shared libraries a 64-bit little-endian ELF file needs: the section
/// <c>.gnu.version_r</c>, https://refspecs.linuxbase.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html
/// </summary>
public static class ElfVersionNeeds
{
    private const uint VersionNeedSection = 0x6ffffffe; // SHT_GNU_verneed
    private const string GlibcPrefix = "GLIBC_";

    private static ReadOnlySpan<byte> Identification => [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];

    /// <returns>The newest version of glibc that a symbol needs; 0.0 when no symbol needs one.</returns>
    /// <exception cref="InvalidDataException">The file is not such an ELF file, or is damaged.</exception>
    public static Version Glibc(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Identification))
        {
            throw new InvalidDataException("It is not a 64-bit little-endian ELF file.");
        }

        try
        {
            return Names(file)
                .Where(name => name.StartsWith(GlibcPrefix, StringComparison.Ordinal))
                .Select(name =>
                    Version.TryParse(name.AsSpan(GlibcPrefix.Length), out var version) ? version : null
                )
                .OfType<Version>()
                .DefaultIfEmpty(new Version(0, 0))
                .Max()!;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("It is truncated or damaged.", e);
        }
    }

    /// <summary>The names of all needed versions, for example <c>GLIBC_2.34</c> and <c>GLIBC_PRIVATE</c>.</summary>
    private static List<string> Names(ReadOnlySpan<byte> file)
    {
        int sections = UInt16(file, 0x3c);
        if (sections == 0)
        {
            throw new InvalidDataException("It has no section headers.");
        }

        var names = new List<string>();
        for (int i = 0; i < sections; i++)
        {
            var section = SectionHeader(file, i);
            if (UInt32(section, 0x04) == VersionNeedSection)
            {
                var texts = Content(file, SectionHeader(file, UInt32(section, 0x28)));
                AddNames(Content(file, section), texts, names);
            }
        }

        return names;
    }

    /// <summary>Per library a record with the list of its versions; in each record the distance to the next, 0 at the end.</summary>
    private static void AddNames(ReadOnlySpan<byte> library, ReadOnlySpan<byte> texts, List<string> names)
    {
        for (uint next = 1; next != 0; library = library[(int)next..])
        {
            var version = library[(int)UInt32(library, 0x08)..];
            for (uint nextVersion = 1; nextVersion != 0; version = version[(int)nextVersion..])
            {
                var text = texts[(int)UInt32(version, 0x08)..];
                names.Add(Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]));
                nextVersion = UInt32(version, 0x0c);
            }

            next = UInt32(library, 0x0c);
        }
    }

    private static ReadOnlySpan<byte> SectionHeader(ReadOnlySpan<byte> file, long index)
    {
        int size = UInt16(file, 0x3a);
        return file.Slice(checked((int)((long)UInt64(file, 0x28) + index * size)), size);
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> file, ReadOnlySpan<byte> section) =>
        file.Slice(checked((int)UInt64(section, 0x18)), checked((int)UInt64(section, 0x20)));

    private static ushort UInt16(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static ulong UInt64(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);
}
