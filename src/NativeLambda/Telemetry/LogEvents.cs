using static NativeLambda.Telemetry.LogLevel;

namespace NativeLambda.Telemetry;

/// <summary>The log lines of the framework.</summary>
public static class LogEvents
{
    /// <summary>The response has a status below 500.</summary>
    public static readonly LogEvent RequestServed = new("request_served", Info, "The request was served");

    public static readonly LogEvent RequestUnavailable = new(
        "request_unavailable",
        Warn,
        "A service that the request needs is not available"
    );

    public static readonly LogEvent RequestFailed = new("request_failed", Error, "The request failed");

    public static readonly LogEvent StreamFailed = new(
        "stream_failed",
        Error,
        "The response ended before its body was complete"
    );

    public static readonly LogEvent ProcessEnds = new(
        "process_ends",
        Error,
        "The invocation failed, and the process ends so that a new one can serve the next"
    );

    public static readonly LogEvent BatchProcessed = new(
        "batch_processed",
        Info,
        "A batch of messages was processed"
    );

    public static readonly LogEvent MessageDiscarded = new(
        "message_discarded",
        Info,
        "A message was deleted from the queue because there was nothing to do"
    );

    public static readonly LogEvent MessageFailed = new(
        "message_failed",
        Warn,
        "A message was not processed and stays in the queue"
    );

    public static readonly LogEvent UnsupportedEvent = new(
        "unsupported_event",
        Error,
        "The event is not one of a source that the function supports"
    );

    public static readonly LogEvent ResponseTooLarge = new(
        "response_too_large",
        Error,
        "The response is larger than Lambda accepts"
    );

    public static readonly LogEvent ResponseRejected = new(
        "response_rejected",
        Error,
        "The Runtime API rejected the response"
    );

    public static readonly LogEvent NextFailed = new(
        "next_failed",
        Warn,
        "The Runtime API returned no event"
    );

    public static readonly LogEvent RuntimeApiFailed = new(
        "runtime_api_failed",
        Fatal,
        "The Runtime API cannot be reached"
    );

    public static readonly LogEvent NotOnLambda = new(
        "not_on_lambda",
        Fatal,
        "AWS_LAMBDA_RUNTIME_API is not set: this program runs on AWS Lambda or an emulator of it"
    );

    public static readonly LogEvent StartFailed = new("start_failed", Fatal, "The function cannot start");

    public static readonly LogEvent WarmUpFailed = new("warm_up_failed", Warn, "The warm-up failed");
}
