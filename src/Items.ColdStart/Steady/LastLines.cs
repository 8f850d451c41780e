using System.Collections.Concurrent;
using System.Text;

namespace Items.ColdStart.Steady;

/// <summary>Keeps the last lines of a log, which are shown only with an error.</summary>
internal sealed class LastLines : TextWriter
{
    private const int Count = 12;
    private readonly ConcurrentQueue<string> _lines = [];

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        _lines.Enqueue(value ?? "");
        if (_lines.Count > Count)
        {
            _lines.TryDequeue(out _);
        }
    }

    public override string ToString() => string.Join(Environment.NewLine, _lines);
}
