using System.Text;
using System.Text.Json;
using NativeLambda.Http;
using NativeLambda.Queues;
using NativeLambda.Routing;
using NativeLambda.Runtime;
using NativeLambda.Tests.Fixtures;
using NativeLambda.Tests.Routing;
using NativeLambda.Tests.Telemetry;

namespace NativeLambda.Tests.Runtime;

/// <summary>Events that no event source sends. Each must have a result, because an exception would end the process.</summary>
public sealed class LambdaFunctionFuzzTests : IDisposable
{
    private const int Events = 20_000;

    private static readonly byte[][] Seeds =
    [
        Fixture.Read("http-v2.put-item.json"),
        Fixture.Read("http-v2.base64-body.json"),
        Fixture.Read("http-v2.named-stage.json"),
        Fixture.Read("function-url.get-export.json"),
        Fixture.Read("sqs.three-messages.json"),
    ];

    /// <summary>Inserted at random positions.</summary>
    private static readonly string[] Fragments =
    [
        "\\ud800",
        "\\udc00\\ud800",
        "\"\\ud800\":1,",
        "\\u0000",
        "\"version\":\"2.0\",",
        "null",
        "-1e999",
        "{\"a\":",
        "]}",
        "\"",
        "\\",
        "//",
        "%zz%",
        "=&=",
        new('[', 100),
    ];

    private readonly MemoryStream _log = new();
    private readonly LambdaFunction _function;

    public LambdaFunctionFuzzTests()
    {
        var telemetry = TestTelemetry.New(_log);
        _function = new(
            new(Echo, _ => null, timing: null, telemetry),
            new QueueFunction((_, _) => new MessageResult.Processed(), telemetry)
        );
    }

    [Theory]
    [InlineData("""{"\ud800version":1,"version":"2.0"}""")]
    [InlineData("""{"version":"\udc00"}""")]
    [InlineData("")]
    [InlineData("[[[[")]
    public void An_event_that_is_not_Unicode_or_not_an_object_is_a_function_error(string json) =>
        Handle(Encoding.UTF8.GetBytes(json)).Error!.Type.Should().Be("Function.UnsupportedEvent");

    [Fact]
    public void A_text_of_the_event_that_is_not_Unicode_is_a_500() =>
        Outcome(Handle("""{"version":"2.0","rawPath":"\ud800"}"""u8.ToArray())).Should().Be("500");

    [Fact]
    public void Mutated_events_have_a_result()
    {
        var random = new Random(13);
        HashSet<string> outcomes = [];
        for (int i = 0; i < Events; i++)
        {
            byte[] json = Mutate(Seeds[i % Seeds.Length], random);

            try
            {
                var result = Handle(json);
                outcomes.Add(result.Error?.Type ?? Outcome(result));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Event {i}: {Convert.ToBase64String(json)}", e);
            }
        }

        outcomes
            .Should()
            .BeEquivalentTo(
                "200",
                "415",
                "422",
                "500",
                "422 streamed",
                "0 messages failed",
                "1 messages failed",
                "Function.UnsupportedEvent"
            );
    }

    public void Dispose() => _log.Dispose();

    /// <summary>Reads everything of the request and returns it.</summary>
    private static Response Echo(Request request, CancellationToken cancellationToken)
    {
        var binder = new RequestBinder(request);
        var body = binder.Body(SampleJsonContext.Default.SampleBody, new SamplePatchValidator());
        string query = binder.QueryText("tag") + binder.QueryInt32("limit") + binder.HeaderText("x-quote");
        var response = binder.Error ?? new Response(200, request.Body);
        return response
            .With("path", request.BasePath + RequestBinder.PathText(request.Path.Span))
            .With("query", query)
            .With("body", $"{body}")
            .With("caller", $"{request.Caller}{request.Id}");
    }

    private InvocationResult Handle(byte[] json)
    {
        _log.SetLength(0);
        var result = _function.Handle(new Invocation("id", json), CancellationToken.None);
        _function.AfterResponse();
        return result;
    }

    private static string Outcome(InvocationResult result)
    {
        var json = result.IsStreamed
            ? result.Payload[..result.Payload.Span.IndexOf(new byte[8])]
            : result.Payload;
        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("batchItemFailures", out var failures)
            ? $"{failures.GetArrayLength()} messages failed"
            : $"{document.RootElement.GetProperty("statusCode")}{(result.IsStreamed ? " streamed" : "")}";
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        List<byte> json = [.. seed];
        for (int changes = random.Next(1, 6); changes > 0; changes--)
        {
            int position = random.Next(json.Count + 1);
            switch (random.Next(5))
            {
                case 0:
                    json.InsertRange(
                        position,
                        Encoding.UTF8.GetBytes(Fragments[random.Next(Fragments.Length)])
                    );
                    break;
                case 1:
                    byte[] noise = new byte[random.Next(1, 5)];
                    random.NextBytes(noise);
                    json.InsertRange(position, noise);
                    break;
                case 2:
                    json.RemoveRange(position, Math.Min(random.Next(1, 20), json.Count - position));
                    break;
                case 3 when position < json.Count:
                    json[position] = (byte)random.Next(256);
                    break;
                default:
                    int length = Math.Min(random.Next(1, 200), json.Count - position);
                    json.InsertRange(random.Next(json.Count + 1), json.GetRange(position, length));
                    break;
            }
        }

        return [.. json];
    }
}
