namespace Items.ColdStart.Sandboxes;

/// <summary>Keeps the answers of a start in one buffer, which the next start uses again: no garbage while it runs.</summary>
internal sealed class AnswerLog
{
    private readonly List<(int Start, int Length)> _answers = [];
    private byte[] _buffer = new byte[1024 * 1024];
    private int _filled;

    public IEnumerable<ReadOnlyMemory<byte>> All =>
        _answers.Select(answer => (ReadOnlyMemory<byte>)_buffer.AsMemory(answer.Start, answer.Length));

    public void Clear()
    {
        _answers.Clear();
        _filled = 0;
    }

    public void Add(ReadOnlySpan<byte> answer)
    {
        if (_filled + answer.Length > _buffer.Length)
        {
            Array.Resize(ref _buffer, (_filled + answer.Length) * 2);
        }

        answer.CopyTo(_buffer.AsSpan(_filled));
        _answers.Add((_filled, answer.Length));
        _filled += answer.Length;
    }
}
