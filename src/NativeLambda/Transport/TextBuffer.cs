using System.Buffers;
using System.Globalization;
using System.Text;

namespace NativeLambda.Transport;

/// <summary>Builds UTF-8 text, such as the head of a request, in memory that is used again for the next text.</summary>
internal sealed class TextBuffer
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Valid until the next <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public TextBuffer Clear()
    {
        _bytes.ResetWrittenCount();
        return this;
    }

    public TextBuffer Add(ReadOnlySpan<char> text)
    {
        Encoding.UTF8.GetBytes(text, _bytes);
        return this;
    }

    public TextBuffer Add(int number)
    {
        number.TryFormat(_bytes.GetSpan(16), out int length, provider: CultureInfo.InvariantCulture);
        _bytes.Advance(length);
        return this;
    }

    /// <summary>Adds two lower-case hexadecimal digits for each byte.</summary>
    public TextBuffer AddHex(ReadOnlySpan<byte> bytes)
    {
        Span<char> digits = stackalloc char[2 * bytes.Length];
        Convert.TryToHexStringLower(bytes, digits, out _);
        return Add(digits);
    }
}
