using System.Text;
using NativeLambda.Transport;

namespace NativeLambda.Tests.Transport;

/// <summary>Well-formed and malformed responses, received at once and in small pieces.</summary>
public sealed class HttpResponseReaderTests
{
    private readonly HttpResponseReader _reader = new();

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", false)]
    [InlineData("HTTP/1.1 200\r\ncontent-LENGTH:2\r\n\r\nhi", 200, "hi", false)]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", 400, "", false)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204, "", false)]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n", 304, "", false)]
    [InlineData(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0A ; why=not\r\n, everyone\r\n0\r\nTrailer: x\r\n\r\n",
        200,
        "hi, everyone",
        false
    )]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200, "", false)]
    [InlineData(
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        200,
        "hi",
        false
    )]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", true)]
    [InlineData(
        "HTTP/1.1 200 OK\r\nConnection: x-hop, CLOSE\r\nContent-Length: 2\r\n\r\nhi",
        200,
        "hi",
        true
    )]
    [InlineData(
        "HTTP/1.1 200 OK\r\nConnection: x-hop\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi",
        200,
        "hi",
        true
    )]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, "hi", true)]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nuntil the end", 200, "until the end", true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi, and more", 200, "hi", true)]
    [InlineData(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n",
        200,
        "hi",
        true
    )]
    public void A_response_is_read_to_its_end(string text, int status, string body, bool closes)
    {
        foreach (var stream in (Stream[])[new Pieces(text, text.Length), new Pieces(text, 3)])
        {
            _reader.Read(stream);

            _reader.Status.Should().Be(status);
            Encoding.UTF8.GetString(_reader.Body.Span).Should().Be(body);
        }

        _reader.Read(new Pieces(text, text.Length));
        _reader.ConnectionCloses.Should().Be(closes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhi")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nhi")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nhi")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nhi")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nhi")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\nhi\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi, 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi!")]
    [InlineData("HTTP/1.1x200 OK\r\nContent-Length: 2\r\n\r\nhi")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 -20 OK\r\n\r\n")]
    [InlineData("HTTP/1.\r\n\r\n")]
    public void An_incomplete_or_malformed_response_is_an_IOException(string text)
    {
        foreach (int piece in (int[])[int.MaxValue, 1])
        {
            var read = () => _reader.Read(new Pieces(text, piece));

            read.Should().Throw<IOException>();
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2147483647\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7FFFFFFF\r\n")]
    public void A_length_above_the_maximum_is_rejected_before_memory_is_allocated(string head)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();

        var read = () => _reader.Read(new Pieces(head, head.Length));

        read.Should().Throw<IOException>().WithMessage("The response is longer than*");
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1024 * 1024);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX: ", "headers of the response are too long")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "longer than")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2 ;", "longer than")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nTrailer: ", "longer than")]
    public void A_response_without_an_end_is_rejected(string start, string reason)
    {
        var read = () => _reader.Read(new Endless(start));

        read.Should().Throw<IOException>().WithMessage($"*{reason}*");
    }

    [Fact]
    public void An_event_of_the_largest_size_of_Lambda_is_read()
    {
        string body = new('x', (6 * 1024 * 1024) + 100);
        string text = $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}";

        _reader.Read(new Pieces(text, 100_000));

        _reader.Body.Length.Should().Be(body.Length);
    }

    [Fact]
    public void A_response_contains_nothing_of_the_previous_one()
    {
        _reader.Read(
            new Pieces(
                "HTTP/1.1 200 OK\r\nX-Secret: 1\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi",
                99
            )
        );

        _reader.Read(new Pieces("HTTP/1.1 204 No Content\r\n\r\n", 99));

        _reader.Header("x-secret"u8).Should().BeNull();
        _reader.Body.Length.Should().Be(0);
        _reader.ConnectionCloses.Should().BeFalse();
    }

    /// <summary>Returns at most this many bytes for each read.</summary>
    private sealed class Pieces(string text, int size) : MemoryStream(Encoding.Latin1.GetBytes(text))
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(size, buffer.Length)]);
    }

    /// <summary>Repeats one character after the start.</summary>
    private sealed class Endless(string start) : MemoryStream(Encoding.Latin1.GetBytes(start))
    {
        public override int Read(Span<byte> buffer)
        {
            int count = base.Read(buffer);
            if (count == 0)
            {
                buffer.Fill((byte)'x');
                count = buffer.Length;
            }

            return count;
        }
    }
}
