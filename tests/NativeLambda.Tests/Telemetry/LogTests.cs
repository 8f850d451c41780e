using System.Text.Json.Nodes;
using NativeLambda.Telemetry;

namespace NativeLambda.Tests.Telemetry;

public sealed class LogTests : IDisposable
{
    private static readonly LogEvent Something = new("something", LogLevel.Warn, "Something happened");

    private readonly MemoryStream _output = new();

    [Fact]
    public void A_line_outside_of_an_invocation_has_the_fields_of_the_process()
    {
        TestTelemetry.NewLog(_output).Write(Something);

        var line = Line();
        Names(line)
            .Should()
            .Equal(
                "level",
                "message",
                "event_id",
                "timestamp",
                "service",
                "function_name",
                "function_version"
            );
        ((string)line["level"]!).Should().Be("WARN");
        ((string)line["event_id"]!).Should().Be("something");
    }

    [Fact]
    public void A_line_in_an_invocation_has_its_ids_as_far_as_they_are_known()
    {
        var log = TestTelemetry.NewLog(_output);
        log.Invocation = new InvocationContext("id-1", "1-6a", IsColdStart: true) { CorrelationId = "gateway" };
        log.Write(Something);
        string[] all = ["cold_start", "function_request_id", "xray_trace_id", "correlation_id"];
        Names(Line()).Skip(7).Should().Equal(all);

        _output.SetLength(0);
        log.Invocation = new InvocationContext("id-2", TraceId: null, IsColdStart: false);
        log.Write(Something);
        Names(Line()).Skip(7).Should().Equal("cold_start", "function_request_id");
    }

    [Fact]
    public void An_exception_has_type_message_and_stack()
    {
        TestTelemetry.NewLog(_output).Write(Something, Caught());

        var line = Line();
        ((string)line["exception_name"]!).Should().Be("System.InvalidOperationException");
        ((string)line["exception_message"]!).Should().Be("outer");
        ((string)line["exception"]!)
            .Should()
            .Contain("inner")
            .And.Contain(nameof(Caught), "the stack has the method");
    }

    [Fact]
    public void Text_that_is_not_Unicode_is_written_with_replacement_characters()
    {
        TestTelemetry
            .NewLog(_output)
            .Write(Something, writeFields: json => json.WriteString("item_id", "a\ud800b\n"));

        ((string)Line()["item_id"]!).Should().Be("a\ufffdb\n");
    }

    [Fact]
    public void A_line_that_cannot_be_written_is_lost_and_the_next_is_written()
    {
        var output = new FailingStream(_output) { IsBroken = true };
        var log = TestTelemetry.NewLog(output);

        log.Write(Something);
        output.IsBroken = false;
        log.Write(Something with { Id = "next" });

        ((string)Line()["event_id"]!).Should().Be("next");
    }

    public void Dispose() => _output.Dispose();

    private JsonNode Line() => JsonNode.Parse(_output.ToArray())!;

    private static IEnumerable<string> Names(JsonNode line) => line.AsObject().Select(member => member.Key);

    private static InvalidOperationException Caught()
    {
        try
        {
            throw new InvalidOperationException("outer", new IOException("inner"));
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }

    private sealed class FailingStream(Stream inner) : MemoryStream
    {
        public bool IsBroken { get; set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (IsBroken)
            {
                throw new IOException("No space left on device");
            }

            inner.Write(buffer);
        }
    }
}
