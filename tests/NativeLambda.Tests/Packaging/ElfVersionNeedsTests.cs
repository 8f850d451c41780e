using System.Text.RegularExpressions;
using NativeLambda.Packaging;

namespace NativeLambda.Tests.Packaging;

public sealed partial class ElfVersionNeedsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_newest_version_that_any_library_provides_counts()
    {
        string executable = await TestExecutable.LinkAsync(_folder, "GLIBC_2.99");

        (await ReadAsync(executable)).Should().Be(new Version(2, 99));
    }

    [Theory]
    [InlineData("GLIBC_PRIVATE")]
    [InlineData("OTHER_2.99")]
    public async Task Without_other_needs_the_result_is_that_of_objdump(string version)
    {
        string executable = await TestExecutable.LinkAsync(_folder, version);
        // binutils is installed with gcc.
        string symbols = await TestProcess.RunAsync("objdump", "-p", executable);
        var expected = GlibcVersion()
            .Matches(symbols)
            .Select(match => Version.Parse(match.Groups["version"].Value))
            .Max();

        symbols.Should().Contain(version);
        (await ReadAsync(executable)).Should().Be(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("#!/bin/sh\n")]
    [InlineData("\u007fELF\u0001\u0001")]
    public void Another_file_is_rejected(string content)
    {
        var read = () => ElfVersionNeeds.Glibc(System.Text.Encoding.ASCII.GetBytes(content));

        read.Should().Throw<InvalidDataException>().WithMessage("It is not a 64-bit little-endian ELF file.");
    }

    [Fact]
    public async Task A_truncated_file_is_rejected()
    {
        byte[] file = await File.ReadAllBytesAsync(await TestExecutable.LinkAsync(_folder, "GLIBC_2.99"));
        int[] lengths = [6, 0x28, 0x3c, 0x40, file.Length / 2, file.Length - 1];

        lengths
            .Select(length => Record.Exception(() => ElfVersionNeeds.Glibc(file.AsSpan(0, length))))
            .Should()
            .AllBeOfType<InvalidDataException>();
    }

    [Fact]
    public async Task A_file_without_section_headers_is_rejected()
    {
        byte[] file = await File.ReadAllBytesAsync(await TestExecutable.LinkAsync(_folder, "GLIBC_2.99"));
        // e_shnum
        file.AsSpan(0x3c, 2).Clear();

        var read = () => ElfVersionNeeds.Glibc(file);

        read.Should().Throw<InvalidDataException>().WithMessage("It has no section headers.");
    }

    [Fact]
    public async Task A_damaged_file_is_read_or_rejected()
    {
        byte[] file = await File.ReadAllBytesAsync(await TestExecutable.LinkAsync(_folder, "GLIBC_2.99"));
        var random = new Random(1);

        var errors = Enumerable
            .Range(0, 5000)
            .Select(_ =>
            {
                byte[] damaged = [.. file];
                for (int i = 0; i < 40; i++)
                {
                    damaged[random.Next(6, damaged.Length)] = (byte)random.Next();
                }

                return Record.Exception(() => ElfVersionNeeds.Glibc(damaged));
            })
            .OfType<Exception>()
            .ToList();

        errors.Should().NotBeEmpty().And.AllBeOfType<InvalidDataException>();
    }

    private static async Task<Version> ReadAsync(string path) =>
        ElfVersionNeeds.Glibc(await File.ReadAllBytesAsync(path));

    [GeneratedRegex(
        @"GLIBC_(?<version>\d+(\.\d+)+)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex GlibcVersion();
}
