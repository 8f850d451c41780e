using System.Diagnostics;

namespace Items.Testing;

/// <summary>The local host as its users start it; the test project must reference <c>Items.LocalHost</c>.</summary>
public static class LocalHostProgram
{
    /// <summary>Starts it outside of the repository, so that it uses no template but the one in its arguments.</summary>
    public static TestProcess Start(params IEnumerable<string> arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Items.LocalHost.dll");
        // A shell that runs the tests in the background makes them ignore SIGINT, and children inherit that.
        return new TestProcess(
            new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", program, .. arguments])
            {
                WorkingDirectory = Path.GetTempPath(),
            }
        );
    }

    /// <returns>The address that it prints once it accepts connections.</returns>
    /// <param name="timeout">One minute unless given.</param>
    /// <exception cref="InvalidOperationException">It ended, or did not listen in time.</exception>
    public static async Task<Uri> ListeningAsync(this TestProcess host, TimeSpan? timeout = null)
    {
        const string Prefix = "Listening on ";
        try
        {
            var listening = host.StandardOutput.WaitForAsync(line => line.StartsWith(Prefix), timeout);
            var ended = host.ExitCodeAsync(Timeout.InfiniteTimeSpan);
            return await Task.WhenAny(listening, ended) == listening
                ? new Uri((await listening)[Prefix.Length..])
                : throw new InvalidOperationException($"exit code {await ended}");
        }
        catch (Exception error) when (error is TimeoutException or InvalidOperationException)
        {
            throw new InvalidOperationException(
                $"The local host does not listen ({error.Message}). It printed:\n{host.Output.Text}",
                error
            );
        }
    }
}
