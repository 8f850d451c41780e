using System.Runtime.InteropServices;

namespace Items.LocalHost;

internal static class Program
{
    /// <returns>Exit code: 0 stopped as asked, 1 could not run, 2 wrong options.</returns>
    public static Task<int> Main(string[] arguments) => new CommandLine().RunAsync(arguments);

    /// <summary>Runs until Ctrl-C or SIGTERM; a second Ctrl-C does not wait for running invocations.</summary>
    public static async Task<int> RunAsync(HostOptions options, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
        try
        {
            await using var stack = await LocalStack.StartAsync(
                options,
                Console.Out,
                Console.Error,
                stop.Token
            );
            Console.WriteLine($"Listening on http://localhost:{stack.Port}");
            if (stack.HasDocs)
            {
                Console.WriteLine($"Docs: http://localhost:{stack.Port}/docs");
            }

            Console.WriteLine(Greeting(stack.Port, stack.ReadyToken()));
            if (options.NoAuth)
            {
                await Console.Error.WriteLineAsync(
                    "\e[31mWARNING: --no-auth lets everybody in, without a token, as a developer who may do everything.\e[0m"
                );
            }

            await Task.WhenAny(stack.TableServerExited, Task.Delay(Timeout.Infinite, stop.Token));
            if (!stop.IsCancellationRequested)
            {
                throw new HostError($"the table server ended (exit code {await stack.TableServerExited})");
            }

            Console.WriteLine("Stopping; running invocations may finish. Ctrl-C again does not wait.");
            return 0;
        }
        catch (HostError error)
        {
            await Console.Error.WriteLineAsync($"error: {error.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }

        void OnSignal(PosixSignalContext signal)
        {
            signal.Cancel = true;
            if (stop.IsCancellationRequested && signal.Signal == PosixSignal.SIGINT)
            {
                // The kernel ends the children with this process.
                Environment.Exit(130);
            }

            stop.Cancel();
        }
    }

    private static string Greeting(int port, string? token)
    {
        string authorization = token is null ? "" : $" -H 'authorization: Bearer {token}'";
        string call =
            $"curl -i http://localhost:{port}/api/v1/items/{authorization} -H 'content-type: application/json' "
            + """-d '{"name":"Blue mug","price":12.5,"category":"kitchen"}'""";
        return token is null
            ? $"Try it:\n  {call}"
            : $"Access token, also from POST http://localhost:{port}/_local/oauth2/token:\n  {token}\nTry it:\n  {call}";
    }
}
