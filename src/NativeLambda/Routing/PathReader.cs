namespace NativeLambda.Routing;

/// <summary>Matches a decoded path against a template, segment by segment. Used by the generated router.</summary>
public ref struct PathReader
{
    private ReadOnlySpan<byte> _rest;

    /// <param name="path">Decoded UTF-8 path. One trailing slash is ignored.</param>
    public PathReader(ReadOnlySpan<byte> path) => _rest = path is [.. var head, (byte)'/'] ? head : path;

    public readonly bool AtEnd => _rest.IsEmpty;

    public bool Literal(ReadOnlySpan<byte> text)
    {
        if (!_rest.StartsWith(text))
        {
            return false;
        }

        _rest = _rest[text.Length..];
        return true;
    }

    /// <summary>Reads a slash and the text up to the next one; an empty segment does not match.</summary>
    public bool Segment(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!Literal("/"u8))
        {
            return false;
        }

        int slash = _rest.IndexOf((byte)'/');
        value = slash < 0 ? _rest : _rest[..slash];
        _rest = _rest[value.Length..];
        return !value.IsEmpty;
    }
}
