using System.Text;
using NativeLambda.Transport;

namespace NativeLambda.Tests.Transport;

/// <summary>Random responses, most of them with faults, are read as the <see cref="ReferenceReader"/> reads them.</summary>
public sealed class HttpResponseFuzzTests
{
    private const int Responses = 40_000;

    private static readonly string[] StatusLines =
    [
        "HTTP/1.1 200 OK",
        "HTTP/1.1 200 OK",
        "HTTP/1.1 400 Bad Request",
        "HTTP/1.1 500",
        "HTTP/1.0 200 OK",
        "HTTP/1.1 204 No Content",
        "HTTP/1.1 304 Not Modified",
        "HTTP/1.1 99 Low",
        "HTTP/1.1 2000 High",
        "HTTP/1.1x200 OK",
        "HTTP/1.1  200 OK",
        "HTTP/2 200 OK",
        "",
    ];

    private static readonly string[] OtherHeaders =
    [
        "X-Other: 1",
        "Connection: keep-alive",
        "Connection: close",
        "connection:x , CLOSE",
        "Connection: closed",
        "Content-Length: 7",
        "Content-Length:",
        "Content-Length : 7",
        "Content-Length: -1",
        "Content-Length: 99999999999",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: CHUNKED ",
        "no header",
        " folded",
        ": ",
    ];

    private static readonly string[] Fragments =
    [
        "\r\n",
        "\r",
        "\n",
        "\r\n\r\n",
        "0\r\n\r\n",
        "7FFFFFFF",
        ":",
        " ",
        ";",
        "\0",
        "\xff",
    ];

    private readonly Random _random = new(13);

    [Fact]
    public void A_response_is_read_as_the_reference_reader_reads_it()
    {
        int wellFormed = 0;
        for (int i = 0; i < Responses; i++)
        {
            string text = NewConnection();
            var expected = ReferenceReader.Read(text);
            wellFormed += expected is null ? 0 : 1;
            using var stream = new RandomPieces(text, _random.Next(3) == 0 ? null : _random);
            var reader = new HttpResponseReader();
            var read = () => reader.Read(stream);

            string because = $"response {i} is {text[..Math.Min(text.Length, 300)]}";
            if (expected is null)
            {
                read.Should().Throw<IOException>(because);
                continue;
            }

            read.Should().NotThrow(because);
            var (status, body, closes, end) = expected;
            (reader.Status, Encoding.Latin1.GetString(reader.Body.Span)).Should().Be((status, body), because);
            // The connection stays open only when nothing behind the response has been received.
            bool fillsBuffer = end >= 16 * 1024;
            if (reader.ConnectionCloses)
            {
                (closes || text.Length > end || fillsBuffer).Should().BeTrue(because);
            }
            else
            {
                (closes, stream.Position).Should().Be((false, end), because);
            }
        }

        wellFormed.Should().BeInRange(Responses / 4, Responses * 3 / 4);
    }

    /// <summary>All that a server sends: a response, perhaps interim responses before it and more behind it.</summary>
    private string NewConnection()
    {
        var text = new StringBuilder();
        while (_random.Next(10) == 0)
        {
            text.Append("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
        }

        text.Append(Pick(StatusLines)).Append("\r\n");
        string body = NewBody();
        if (_random.Next(3) > 0)
        {
            text.Append(_random.Next(2) == 0 ? "Content-Length: " : "content-length:\t")
                .Append(body.Length)
                .Append("\r\n");
        }
        else if (_random.Next(4) > 0)
        {
            text.Append("Transfer-Encoding: chunked\r\n");
            body = Chunked(body);
        }

        if (_random.Next(4) == 0)
        {
            text.Append(Pick(OtherHeaders)).Append("\r\n");
        }

        text.Append("\r\n").Append(body);
        if (_random.Next(4) == 0)
        {
            text.Append("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged");
        }

        for (int faults = _random.Next(6) - 4; faults > 0; faults--)
        {
            AddFault(text);
        }

        return text.ToString();
    }

    /// <summary>Short, or about as long as the reader's buffer.</summary>
    private string NewBody()
    {
        int length = _random.Next(50) == 0 ? (16 * 1024) - _random.Next(100) : _random.Next(40);
        return string.Concat(Enumerable.Range(0, length).Select(_ => (char)_random.Next(256)));
    }

    private string Chunked(string body)
    {
        var text = new StringBuilder();
        for (int position = 0; position < body.Length; )
        {
            int size = Math.Min(_random.Next(1, Math.Max(20, body.Length / 3)), body.Length - position);
            // One of ten chunks has a wrong size.
            int stated = _random.Next(10) == 0 ? size + _random.Next(-1, 2) : size;
            text.Append(stated.ToString(_random.Next(2) == 0 ? "x" : "X4"))
                .Append(_random.Next(4) == 0 ? " ; a=b" : "")
                .Append("\r\n")
                .Append(body, position, size)
                .Append("\r\n");
            position += size;
        }

        return text.Append("0\r\n")
            .Append(_random.Next(3) == 0 ? "Trailer: x\r\n" : "")
            .Append("\r\n")
            .ToString();
    }

    private void AddFault(StringBuilder text)
    {
        int position = _random.Next(text.Length);
        switch (_random.Next(4))
        {
            case 0:
                text.Length = position;
                break;
            case 1:
                text.Insert(position, Pick(Fragments));
                break;
            case 2:
                text.Remove(position, Math.Min(_random.Next(1, 4), text.Length - position));
                break;
            default:
                text[position] = (char)_random.Next(256);
                break;
        }

        // AddFault needs a position.
        text.Append(text.Length == 0 ? "H" : "");
    }

    private string Pick(string[] texts) => texts[_random.Next(texts.Length)];

    /// <summary>Returns a random number of bytes for each read; as many as fit without random numbers.</summary>
    private sealed class RandomPieces(string text, Random? random)
        : MemoryStream(Encoding.Latin1.GetBytes(text))
    {
        public override int Read(Span<byte> buffer) =>
            base.Read(random is null ? buffer : buffer[..random.Next(1, Math.Min(buffer.Length, 5_000) + 1)]);
    }
}
