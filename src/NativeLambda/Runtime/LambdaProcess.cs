using NativeLambda.Cryptography;
using NativeLambda.Telemetry;

namespace NativeLambda.Runtime;

/// <summary>The process of a function: INIT, then events until Lambda ends it.</summary>
public static class LambdaProcess
{
    /// <param name="service">Name in log lines.</param>
    /// <param name="initialize">
    /// Builds the function. An exception is reported to Lambda as an INIT error, with its message.
    /// </param>
    /// <returns>The exit code, never 0: a function ends by itself only when it cannot process events.</returns>
    public static int Run(string service, Func<EnvironmentVariables, Log, HttpFunction> initialize)
    {
        var variables = new EnvironmentVariables(Environment.GetEnvironmentVariable);
        HeapLimit.Set(variables);
        var log = new Log(Console.OpenStandardOutput(), service, variables.LogLevel());
        if (variables.Optional("AWS_LAMBDA_RUNTIME_API") is not { } runtimeApi)
        {
            log.Write(
                LogLevel.Fatal,
                "AWS_LAMBDA_RUNTIME_API is not set: this program runs on AWS Lambda or an emulator of it."
            );
            return 1;
        }

        using var runtime = new RuntimeClient(runtimeApi);
        try
        {
            HttpFunction function;
            try
            {
                LibCrypto.Load(LibCrypto.Name);
                function = initialize(variables, log);
            }
            catch (Exception e)
            {
                log.Write(LogLevel.Fatal, "The function cannot start", e);
                runtime.ReportInitError(new FunctionError("Function.InitError", e.Message));
                return 1;
            }

            new RuntimeLoop(runtime, function.Handle, log).Run();
            // Lambda starts a new process for the next event.
            return 1;
        }
        catch (RuntimeApiException e)
        {
            log.Write(LogLevel.Fatal, "The Runtime API cannot be reached", e);
            return 1;
        }
    }
}
