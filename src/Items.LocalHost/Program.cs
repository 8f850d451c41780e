using System.Runtime.InteropServices;
using Items.LocalHost.Requests;

namespace Items.LocalHost;

internal static class Program
{
    /// <returns>Exit code: 0 after a signal to stop, 1 after an error, 2 for invalid options.</returns>
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
            await using var deployment = await LocalDeployment.StartAsync(
                options with
                {
                    Colors = TerminalColors.For(Console.IsOutputRedirected),
                },
                Console.Out,
                Console.Error,
                stop.Token
            );
            Console.WriteLine($"Listening on http://localhost:{deployment.Port}");
            if (deployment.HasDocs)
            {
                Console.WriteLine($"Docs: http://localhost:{deployment.Port}/docs");
            }

            Console.WriteLine($"Requests: http://localhost:{deployment.Port}{LocalPaths.Root}");
            Console.WriteLine(ExampleCall(deployment.Port, deployment.CreateAccessToken()));
            if (deployment.FunctionUrlPort is { } urlPort)
            {
                Console.WriteLine(FunctionUrl(urlPort));
            }

            if (options.NoAuth)
            {
                var colors = TerminalColors.For(Console.IsErrorRedirected);
                await Console.Error.WriteLineAsync(
                    colors.Error(
                        "WARNING: --no-auth accepts every request without a token, as a user with all scopes."
                    )
                );
            }

            await Task.WhenAny(deployment.TableServerExited, Task.Delay(Timeout.Infinite, stop.Token));
            if (!stop.IsCancellationRequested)
            {
                throw new HostError(
                    $"the table server ended (exit code {await deployment.TableServerExited})"
                );
            }

            Console.WriteLine(
                "Stopping when running invocations have finished; press Ctrl-C again to stop at once."
            );
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

    private static string FunctionUrl(int port) =>
        $"Function URL: http://localhost:{port}, for requests signed with AWS credentials:\n"
        + $"  curl --no-buffer --aws-sigv4 aws:amz:{LocalAws.Region}:lambda "
        + $"--user {LocalAws.AccessKeyId}:{LocalAws.SecretAccessKey} http://localhost:{port}/api/v1/export";

    private static string ExampleCall(int port, string? token)
    {
        string authorization = token is null ? "" : $" -H 'authorization: Bearer {token}'";
        string curl =
            $"curl -i http://localhost:{port}/api/v1/items/{authorization} -H 'content-type: application/json' "
            + """-d '{"name":"Blue mug","price":12.5,"category":"kitchen"}'""";
        return token is null
            ? $"Try it:\n  {curl}"
            : $"Access token, also from POST http://localhost:{port}/_local/oauth2/token:\n  {token}\nTry it:\n  {curl}";
    }
}
