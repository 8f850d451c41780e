using System.Buffers;

namespace Items.ColdStart.Sandboxes;

/// <summary>Keeps the responses of a start in one buffer, used again by the next start: no garbage during a start.</summary>
internal sealed class ResponseLog
{
    private readonly List<Range> _responses = [];
    private readonly ArrayBufferWriter<byte> _bytes = new(1024 * 1024);

    public IEnumerable<ReadOnlyMemory<byte>> All => _responses.Select(range => _bytes.WrittenMemory[range]);

    public void Clear()
    {
        _responses.Clear();
        _bytes.ResetWrittenCount();
    }

    public void Add(ReadOnlySpan<byte> response)
    {
        int start = _bytes.WrittenCount;
        _bytes.Write(response);
        _responses.Add(start.._bytes.WrittenCount);
    }
}
