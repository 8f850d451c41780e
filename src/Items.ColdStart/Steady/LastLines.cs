using System.Text;

namespace Items.ColdStart.Steady;

/// <summary>Keeps the last lines of a log, which are shown only with an error.</summary>
internal sealed class LastLines : TextWriter
{
    private const int Count = 12;
    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = [];

    public override Encoding Encoding => Encoding.UTF8;

    public override void WriteLine(string? value)
    {
        lock (_lock)
        {
            _lines.Enqueue(value ?? "");
            if (_lines.Count > Count)
            {
                _lines.Dequeue();
            }
        }
    }

    public override string ToString()
    {
        lock (_lock)
        {
            return string.Join(Environment.NewLine, _lines);
        }
    }
}
