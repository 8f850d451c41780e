using System.Text;

namespace Items.LocalHost.Tests;

/// <summary>Collects lines and lets a test wait for one.</summary>
internal sealed class LogLines : TextWriter
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override Encoding Encoding => Encoding.UTF8;

    public string[] All
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    public override void WriteLine(string? value)
    {
        lock (_lock)
        {
            _lines.AddRange((value ?? "").Split('\n'));
            _changed.SetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public async Task<string> WaitForAsync(Func<string, bool> isWanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
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
                throw new TimeoutException(
                    $"the line did not come; these did:\n{string.Join('\n', All)}",
                    error
                );
            }
        }
    }
}
