using System.Text;

namespace Items.Testing;

/// <summary>Collects lines and lets a test wait for one.</summary>
public sealed class LineRecorder : TextWriter
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _changed = NewSource();

    public override Encoding Encoding => Encoding.UTF8;

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>All lines as one text.</summary>
    public string Text => string.Join('\n', All);

    public override void WriteLine(string? value)
    {
        lock (_lock)
        {
            _lines.AddRange((value ?? "").Split('\n'));
            _changed.SetResult();
            _changed = NewSource();
        }
    }

    /// <param name="isWanted">Called for every line, past ones included.</param>
    /// <param name="timeout">One minute unless given.</param>
    /// <exception cref="TimeoutException">No such line was written in time.</exception>
    public async Task<string> WaitForAsync(Func<string, bool> isWanted, TimeSpan? timeout = null)
    {
        using var limit = new CancellationTokenSource(timeout ?? TimeSpan.FromMinutes(1));
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_lines.Find(line => isWanted(line)) is { } line)
                {
                    return line;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException error)
            {
                throw new TimeoutException($"No line matched. These were written:\n{Text}", error);
            }
        }
    }

    private static TaskCompletionSource NewSource() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
