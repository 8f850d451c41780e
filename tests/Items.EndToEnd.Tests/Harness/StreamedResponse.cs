using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>A response in the Runtime API's streaming protocol: prelude, eight NUL bytes, body, trailers.</summary>
internal sealed class StreamedResponse
{
    private readonly HttpMessage _call;
    private readonly JsonNode _prelude;
    private readonly byte[] _body;

    public StreamedResponse(HttpMessage call)
    {
        call.Header("Lambda-Runtime-Function-Response-Mode").Should().Be("streaming");
        call.Header("Content-Type").Should().Be("application/vnd.awslambda.http-integration-response");
        _call = call;
        var content = call.Content.Span;
        int end = content.IndexOf(new byte[8]);
        _prelude = JsonNode.Parse(content[..end])!;
        _body = content[(end + 8)..].ToArray();
    }

    public int Status => (int)_prelude["statusCode"]!;

    public string Body => Encoding.UTF8.GetString(_body);

    public string Unzipped
    {
        get
        {
            using var gzip = new GZipStream(new MemoryStream(_body), CompressionMode.Decompress);
            using var text = new StreamReader(gzip);
            return text.ReadToEnd();
        }
    }

    /// <summary>The lines of NDJSON.</summary>
    public IReadOnlyList<JsonNode> Lines => ReadLines(Body);

    /// <summary>Trailer of a response that failed after its beginning; null for none.</summary>
    public string? ErrorType => _call.Trailer("Lambda-Runtime-Function-Error-Type");

    public string? Header(string name) => (string?)_prelude["headers"]![name];

    public static IReadOnlyList<JsonNode> ReadLines(string text)
    {
        text.Should().EndWith("\n");
        return [.. text.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!)];
    }
}
