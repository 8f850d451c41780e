using NativeLambda.Cryptography;
using NativeLambda.Telemetry;

namespace NativeLambda.Runtime;

/// <summary>The process of a function: INIT, then events until Lambda ends it.</summary>
public static class LambdaProcess
{
    /// <param name="service">Name in log lines and metrics.</param>
    /// <param name="metricsNamespace">CloudWatch's namespace of the metrics.</param>
    /// <param name="initialize">
    /// Builds the function. An exception is reported to Lambda as an INIT error, with its message.
    /// </param>
    /// <returns>The exit code, never 0: a function ends by itself only when it cannot process events.</returns>
    public static int Run(
        string service,
        string metricsNamespace,
        Func<EnvironmentVariables, FunctionTelemetry, LambdaFunction> initialize
    )
    {
        var variables = new EnvironmentVariables(Environment.GetEnvironmentVariable);
        HeapLimit.Set(variables);
        var log = NewLog(service, variables);
        var telemetry = new FunctionTelemetry(
            log,
            metricsNamespace,
            variables.Optional("AWS_XRAY_DAEMON_ADDRESS") is { } daemon ? new XRayDaemon(daemon) : null
        );
        if (variables.Optional("AWS_LAMBDA_RUNTIME_API") is not { } runtimeApi)
        {
            log.Write(LogEvents.NotOnLambda);
            return 1;
        }

        LambdaFunction Initialize()
        {
            LibCrypto.Load(LibCrypto.Name);
            return initialize(variables, telemetry);
        }

#if AMAZON_RUNTIME
        using var amazon = new AmazonRuntime(Initialize);
        amazon.Run();
        return 1;
#else
        using var runtime = new RuntimeClient(runtimeApi);
        try
        {
            LambdaFunction function;
            try
            {
                function = Initialize();
            }
            catch (Exception e)
            {
                log.Write(LogEvents.StartFailed, e);
                runtime.ReportInitError(new FunctionError("Function.InitError", e.Message));
                return 1;
            }

            new RuntimeLoop(runtime, function.Handle, function.AfterResponse, log).Run();
            // Lambda starts a new process for the next event.
            return 1;
        }
        catch (RuntimeApiException e)
        {
            log.Write(LogEvents.RuntimeApiFailed, e);
            return 1;
        }
#endif
    }

    private static Log NewLog(string service, EnvironmentVariables variables)
    {
        var function = new FunctionIdentity(
            service,
            variables.Optional("AWS_LAMBDA_FUNCTION_NAME") ?? service,
            variables.Optional("AWS_LAMBDA_FUNCTION_VERSION") ?? "$LATEST"
        );
        return new Log(StandardOutput(), function, variables.LogLevel());
    }

    private static Stream StandardOutput()
    {
        try
        {
            return Console.OpenStandardOutput();
        }
        catch (UnauthorizedAccessException)
        {
            // The process was started without one.
            return Stream.Null;
        }
    }
}
