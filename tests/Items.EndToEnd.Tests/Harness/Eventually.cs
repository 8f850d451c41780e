namespace Items.EndToEnd.Tests.Harness;

/// <summary>Waits for something that can only be observed, such as the state of another process.</summary>
internal static class Eventually
{
    public static async Task IsAsync(string what, Func<bool> condition, TimeSpan? within = null)
    {
        using var deadline = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(15));
        while (!condition())
        {
            if (deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"Waited in vain until {what}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }
}
