using System.Diagnostics;

namespace Items.Testing;

/// <summary>Polls for a state that no event announces, such as that of another process.</summary>
public static class Wait
{
    /// <param name="state">Completes the sentence "waiting until …".</param>
    /// <param name="condition">Whether the state is reached.</param>
    /// <param name="timeout">One minute unless given.</param>
    /// <exception cref="TimeoutException">The state was not reached in time.</exception>
    public static Task UntilAsync(string state, Func<bool> condition, TimeSpan? timeout = null) =>
        UntilAsync(state, () => Task.FromResult(condition()), timeout);

    /// <inheritdoc cref="UntilAsync(string, Func{bool}, TimeSpan?)"/>
    public static async Task UntilAsync(string state, Func<Task<bool>> condition, TimeSpan? timeout = null)
    {
        var limit = timeout ?? TimeSpan.FromMinutes(1);
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                throw new TimeoutException($"Timed out after {limit.TotalSeconds} s waiting until {state}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }
}
