using System.Text;
using System.Text.Json.Nodes;
using NativeLambda.Http;
using NativeLambda.Runtime;
using NativeLambda.Telemetry;
using static Items.Testing.RuntimeApiServer;
using static NativeLambda.Tests.Runtime.FunctionRun;

namespace NativeLambda.Tests.Runtime;

public sealed class StreamedResponseTests : IDisposable
{
    private const string ErrorType = "Lambda-Runtime-Function-Error-Type";
    private const string ErrorBody = "Lambda-Runtime-Function-Error-Body";

    private readonly FunctionRun _function = new();

    [Fact]
    public async Task A_streamed_response_is_prelude_eight_zero_bytes_and_body_in_chunks()
    {
        byte[] content = new byte[100_000];
        new Random(1).NextBytes(content);
        using var api = Scripted(Event("id-1", UrlEvent()), Accepted);

        await _function.RunAsync(
            api.Address,
            (_, _) =>
                Response
                    .Streamed(200, "application/x-ndjson", (stream, _) => stream.Write(content))
                    .With("content-encoding", "gzip")
        );

        var call = api.Calls[1];
        call.StartLine.Should().Be("POST /2018-06-01/runtime/invocation/id-1/response HTTP/1.1");
        call.Header("content-type").Should().Be("application/vnd.awslambda.http-integration-response");
        call.Header("lambda-runtime-function-response-mode").Should().Be("streaming");
        call.Header("transfer-encoding").Should().Be("chunked");
        call.Header("content-length").Should().BeNull();
        call.Header("trailer").Should().Be($"{ErrorType}, {ErrorBody}");
        const string Prelude =
            """{"statusCode":200,"headers":{"content-type":"application/x-ndjson","content-encoding":"gzip"}}""";
        call.Content.ToArray()
            .Should()
            .Equal([.. Encoding.UTF8.GetBytes(Prelude), .. new byte[8], .. content]);
        const int Largest = 32 * 1024;
        call.Chunks.Should()
            .Equal([Prelude.Length + 8, Largest, Largest, Largest, content.Length - (3 * Largest)]);
        (call.Trailer(ErrorType), call.Trailer(ErrorBody)).Should().Be((null, null));
        _function.LineIds.Should().Equal("request_served");
    }

    [Theory]
    [InlineData("GET", 200, "text")]
    [InlineData("GET", 404, "")]
    [InlineData("HEAD", 200, "")]
    public async Task Every_response_to_a_Function_URL_is_streamed(string method, int status, string body)
    {
        using var api = Scripted(
            Event("id-1", UrlEvent(method)),
            Accepted,
            Event("id-2", UrlEvent()),
            Accepted
        );

        await _function.RunAsync(
            api.Address,
            (_, _) => new Response(status, status == 200 ? "text"u8.ToArray() : default).With("a", "b"),
            timing: new ServerTiming(0)
        );

        var result = JsonNode.Parse(Result(api.Calls[1]))!;
        api.Calls[1].Header("lambda-runtime-function-response-mode").Should().Be("streaming");
        ((int)result["statusCode"]!).Should().Be(status);
        ((string)result["headers"]!["a"]!).Should().Be("b");
        ((string)result["headers"]!["server-timing"]!).Should().Contain("total;dur=");
        ((string)result["body"]!).Should().Be(body);
        api.Connections.Should().Be(1, "the connection is used again after a stream");
    }

    [Fact]
    public async Task A_binary_body_is_not_written_in_base64()
    {
        byte[] bytes = [0x1F, 0x8B, 0, 0xFF];
        using var api = Scripted(Event("id-1", UrlEvent()), Accepted);

        await _function.RunAsync(api.Address, (_, _) => Response.Ok(new Content(bytes, "text/html", "gzip")));

        api.Calls[1].Content.ToArray()[^4..].Should().Equal(bytes);
    }

    [Fact]
    public async Task A_response_to_a_Function_URL_may_exceed_the_maximum_of_a_buffered_one()
    {
        byte[] body = new byte[RuntimeClient.MaximumPayload + 1];
        using var api = Scripted(Event("id-1", UrlEvent()), Accepted);

        await _function.RunAsync(api.Address, (_, _) => new Response(200, body));

        api.Calls[1].StartLine.Should().Contain("/id-1/response");
        api.Calls[1].Content.Length.Should().BeGreaterThan(body.Length);
    }

    [Fact]
    public async Task A_response_to_an_HTTP_API_is_not_streamed_and_a_streamed_one_is_an_error_of_the_endpoint()
    {
        const string Event = """{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"GET"}}}""";
        using var api = Scripted(RuntimeApiServer.Event("id-1", Event), Accepted);
        bool? canStream = null;

        await _function.RunAsync(
            api.Address,
            (request, _) =>
            {
                canStream = request.CanStream;
                return Response.Streamed(200, "text/plain", (_, _) => { });
            }
        );

        canStream.Should().BeFalse();
        api.Calls[1].Header("lambda-runtime-function-response-mode").Should().BeNull();
        api.Calls[1].Body.Should().Contain("\"statusCode\":500");
        _function.LineIds.Should().Equal("request_failed");
    }

    [Fact]
    public async Task Flush_sends_what_has_been_written_and_nothing_otherwise()
    {
        using var api = Scripted(Event("id-1", UrlEvent()), Accepted);

        await _function.RunAsync(
            api.Address,
            (_, _) =>
                Response.Streamed(
                    200,
                    "text/plain",
                    (stream, _) =>
                    {
                        stream.Flush();
                        stream.Write("abc"u8);
                        stream.Flush();
                        stream.Flush();
                        stream.Write([(byte)'d', (byte)'e'], 1, 1);
                    }
                )
        );

        api.Calls[1].Chunks.Skip(1).Should().Equal(3, 1);
        api.Calls[1].Body.Should().EndWith("\0abce");
    }

    [Fact]
    public async Task The_body_of_HEAD_is_not_written()
    {
        using var api = Scripted(Event("id-1", UrlEvent("HEAD")), Accepted);
        bool isWritten = false;

        await _function.RunAsync(
            api.Address,
            (_, _) => Response.Streamed(200, "text/plain", (_, _) => isWritten = true)
        );

        isWritten.Should().BeFalse();
        api.Calls[1].Body.Should().EndWith("}\0\0\0\0\0\0\0\0").And.Contain("text/plain");
    }

    [Fact]
    public async Task An_exception_while_the_body_is_written_is_reported_in_the_trailers_and_the_log()
    {
        using var api = Scripted(Event("id-1", UrlEvent()), Accepted, Event("id-2", UrlEvent()), Accepted);

        await _function.RunAsync(
            api.Address,
            (_, _) =>
                Response.Streamed(
                    200,
                    "text/plain",
                    (stream, _) =>
                    {
                        stream.Write("before"u8);
                        throw new InvalidOperationException("secret");
                    }
                )
        );

        var call = api.Calls[1];
        call.Body.Should().EndWith("\0before", "what was written before is sent");
        call.Trailer(ErrorType).Should().Be("Function.StreamFailed");
        Encoding
            .UTF8.GetString(Convert.FromBase64String(call.Trailer(ErrorBody)!))
            .Should()
            .Be(
                """{"errorType":"Function.StreamFailed","errorMessage":"The response ended before its body was complete.","stackTrace":[]}"""
            );
        api.Calls[3].StartLine.Should().Contain("/id-2/response", "the loop continues");
        api.Connections.Should().Be(1);
        _function.LineIds.Should().Equal("stream_failed", "stream_failed");
        var line = _function.Lines[0];
        ((int)line["status"]!, (int)line["StreamFailed"]!, (int)line["Status2xx"]!).Should().Be((200, 1, 1));
        ((string)line["exception_message"]!).Should().Be("secret");
    }

    [Fact]
    public async Task The_token_of_the_body_is_cancelled_before_the_deadline()
    {
        long deadline = DateTimeOffset.UtcNow.AddMilliseconds(400).ToUnixTimeMilliseconds();
        using var api = Scripted(
            Event("id-1", UrlEvent(), $"Lambda-Runtime-Deadline-Ms: {deadline}\r\n"),
            Accepted
        );
        bool isCancelled = false;

        await _function.RunAsync(
            api.Address,
            (_, _) =>
                Response.Streamed(
                    200,
                    "text/plain",
                    (stream, cancellationToken) =>
                    {
                        isCancelled = cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
                        stream.Write("the last line"u8);
                    }
                )
        );

        isCancelled.Should().BeTrue();
        api.Calls[1].Body.Should().EndWith("\0the last line");
        _function.LineIds.Should().Equal("request_served");
    }

    [Fact]
    public async Task Expired_credentials_in_the_middle_end_the_process_after_the_response()
    {
        using var api = Scripted(Event("id-1", UrlEvent()), Accepted, Event("id-2", UrlEvent()), Accepted);

        bool hasEnded = await _function.RunAsync(
            api.Address,
            (_, _) =>
                Response.Streamed(200, "text/plain", (_, _) => throw new ProcessMustEndException("expired"))
        );

        hasEnded.Should().BeTrue();
        api.Calls.Should().HaveCount(2);
        api.Calls[1].Trailer(ErrorType).Should().Be("Function.StreamFailed");
        _function.LineIds.Should().Equal("process_ends");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_the_connection_breaks_in_the_middle_the_loop_continues_on_a_new_one(bool isCaught)
    {
        string[] next = [Event("id-1", UrlEvent()), Event("id-2", UrlEvent("HEAD"))];
        int connection = 0;
        using var server = new TcpServer(
            async (stream, cancellationToken) =>
            {
                bool isFirst = Interlocked.Increment(ref connection) == 1;
                await HttpMessage.ReadAsync(stream, cancellationToken);
                await TcpServer.WriteAsync(stream, next[isFirst ? 0 : 1], cancellationToken);
                if (isFirst)
                {
                    // More than status and headers, so a part of the body.
                    await stream.ReadExactlyAsync(new byte[40_000], cancellationToken);
                    return;
                }

                await HttpMessage.ReadAsync(stream, cancellationToken);
                await TcpServer.WriteAsync(stream, Accepted, cancellationToken);
                await HttpMessage.ReadAsync(stream, cancellationToken);
                await TcpServer.WriteAsync(stream, InternalServerError, cancellationToken);
            }
        );
        int writes = 0;

        await _function.RunAsync(
            server.Address.Authority,
            (_, _) =>
                Response.Streamed(
                    200,
                    "text/plain",
                    (stream, _) =>
                    {
                        writes++;
                        try
                        {
                            while (true)
                            {
                                stream.Write(new byte[64 * 1024]);
                            }
                        }
                        catch (IOException) when (isCaught)
                        {
                            // The endpoint treats it as the end.
                        }
                    }
                )
        );

        writes.Should().Be(1, "the body cannot be written again");
        server.Connections.Should().Be(2);
        _function
            .LineIds.Should()
            .Equal("response_rejected", isCaught ? "request_served" : "stream_failed", "request_served");
    }

    [Fact]
    public async Task A_rejected_stream_is_logged_and_the_loop_continues()
    {
        const string Rejection = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
        using var api = Scripted(Event("id-1", UrlEvent()), Rejection, Event("id-2", UrlEvent()), Accepted);

        await _function.RunAsync(api.Address, (_, _) => Response.NoContent);

        _function.LineIds.Should().Equal("response_rejected", "request_served", "request_served");
        api.Calls[3].StartLine.Should().Contain("/id-2/response");
    }

    [Fact]
    public async Task A_stream_takes_constant_memory()
    {
        const int Parts = 2_000;
        byte[] part = new byte[32 * 1024];
        long allocated = 0;
        long received = 0;
        using var server = new TcpServer(
            async (stream, cancellationToken) =>
            {
                await HttpMessage.ReadAsync(stream, cancellationToken);
                await TcpServer.WriteAsync(stream, Event("id-1", UrlEvent()), cancellationToken);
                byte[] buffer = new byte[256 * 1024];
                int count;
                do
                {
                    count = await stream.ReadAsync(buffer, cancellationToken);
                    received += count;
                } while (!buffer.AsSpan(0, count).EndsWith("0\r\n\r\n"u8));

                await TcpServer.WriteAsync(stream, Accepted, cancellationToken);
                await HttpMessage.ReadAsync(stream, cancellationToken);
                await TcpServer.WriteAsync(stream, InternalServerError, cancellationToken);
            }
        );

        await _function.RunAsync(
            server.Address.Authority,
            (_, _) =>
                Response.Streamed(
                    200,
                    "text/plain",
                    (stream, _) =>
                    {
                        long before = GC.GetAllocatedBytesForCurrentThread();
                        for (int i = 0; i < Parts; i++)
                        {
                            stream.Write(part);
                        }

                        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                    }
                )
        );

        received.Should().BeGreaterThan((long)Parts * part.Length);
        allocated.Should().BeLessThan(100_000);
    }

    public void Dispose() => _function.Dispose();
}
