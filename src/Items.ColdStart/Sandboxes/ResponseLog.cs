namespace Items.ColdStart.Sandboxes;

/// <summary>Keeps the responses of a start in one buffer, used again by the next start: no garbage during a start.</summary>
internal sealed class ResponseLog
{
    private readonly List<Range> _responses = [];
    private byte[] _buffer = new byte[1024 * 1024];
    private int _length;

    public IEnumerable<ReadOnlyMemory<byte>> All =>
        _responses.Select(range => (ReadOnlyMemory<byte>)_buffer.AsMemory(range));

    public void Clear()
    {
        _responses.Clear();
        _length = 0;
    }

    public void Add(ReadOnlySpan<byte> response)
    {
        int end = _length + response.Length;
        if (end > _buffer.Length)
        {
            Array.Resize(ref _buffer, end * 2);
        }

        response.CopyTo(_buffer.AsSpan(_length));
        _responses.Add(_length..end);
        _length = end;
    }
}
