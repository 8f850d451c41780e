using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Items.Api.Http;

namespace Items.Api.Lambda;

/// <summary>
/// Reads an HTTP API event (payload format 2.0) in one pass. What the request keeps points into the event, except
/// for text with JSON escapes, which is copied.
/// </summary>
internal ref struct HttpApiEvent
{
    private readonly ReadOnlyMemory<byte> _json;
    private Utf8JsonReader _reader;

    private ReadOnlyMemory<byte> _rawPath;
    private ReadOnlyMemory<byte> _query;
    private ReadOnlyMemory<byte> _method;
    private ReadOnlyMemory<byte> _stage;
    private ReadOnlyMemory<byte> _requestId;
    private ReadOnlyMemory<byte> _body;
    private bool _bodyIsBase64;
    private readonly List<Header> _headers = [];
    private readonly List<ReadOnlyMemory<byte>> _cookies = [];

    private HttpApiEvent(ReadOnlyMemory<byte> json)
    {
        _json = json;
        _reader = new Utf8JsonReader(json.Span);
    }

    /// <exception cref="JsonException">The event is not JSON, or not of this shape.</exception>
    public static Request Read(ReadOnlyMemory<byte> json)
    {
        var reading = new HttpApiEvent(json);
        try
        {
            reading.ReadEvent();
            return reading.ToRequest();
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            // A value of another kind than the format says, or text that is not Unicode.
            throw new JsonException("The event is not of payload format 2.0.", e);
        }
    }

    private void ReadEvent()
    {
        EnterObject();
        while (NextProperty())
        {
            if (_reader.ValueTextEquals("rawPath"u8))
            {
                _rawPath = Text();
            }
            else if (_reader.ValueTextEquals("rawQueryString"u8))
            {
                _query = Text();
            }
            else if (_reader.ValueTextEquals("headers"u8))
            {
                ReadHeaders();
            }
            else if (_reader.ValueTextEquals("cookies"u8))
            {
                ReadCookies();
            }
            else if (_reader.ValueTextEquals("requestContext"u8))
            {
                ReadRequestContext();
            }
            else if (_reader.ValueTextEquals("body"u8))
            {
                _body = Text();
            }
            else if (_reader.ValueTextEquals("isBase64Encoded"u8))
            {
                _reader.Read();
                _bodyIsBase64 = _reader.GetBoolean();
            }
            else
            {
                _reader.Skip();
            }
        }
    }

    private void ReadHeaders()
    {
        EnterObject();
        while (NextProperty())
        {
            var name = CurrentText();
            _headers.Add(new Header(name, Text()));
        }
    }

    private void ReadCookies()
    {
        _reader.Read();
        while (_reader.Read() && _reader.TokenType == JsonTokenType.String)
        {
            _cookies.Add(CurrentText());
        }
    }

    private void ReadRequestContext()
    {
        EnterObject();
        while (NextProperty())
        {
            if (_reader.ValueTextEquals("http"u8))
            {
                ReadHttp();
            }
            else if (_reader.ValueTextEquals("stage"u8))
            {
                _stage = Text();
            }
            else if (_reader.ValueTextEquals("requestId"u8))
            {
                _requestId = Text();
            }
            else
            {
                _reader.Skip();
            }
        }
    }

    private void ReadHttp()
    {
        EnterObject();
        while (NextProperty())
        {
            if (_reader.ValueTextEquals("method"u8))
            {
                _method = Text();
            }
            else
            {
                _reader.Skip();
            }
        }
    }

    private readonly Request ToRequest()
    {
        var path = _rawPath;
        string basePath = "";
        if (
            !_stage.IsEmpty
            && !_stage.Span.SequenceEqual("$default"u8)
            && HasStagePrefix(path.Span, _stage.Span)
        )
        {
            path = path[(1 + _stage.Length)..];
            basePath = "/" + Encoding.UTF8.GetString(_stage.Span);
        }

        return new Request
        {
            Method = ParseMethod(_method.Span),
            Path = path.IsEmpty ? "/"u8.ToArray() : path,
            BasePath = basePath,
            Query = _query,
            Headers = _headers,
            Cookies = _cookies,
            Body = _bodyIsBase64 ? DecodeBase64(_body.Span) : _body,
            Id = _requestId.IsEmpty ? null : Encoding.UTF8.GetString(_requestId.Span),
        };
    }

    private static bool HasStagePrefix(ReadOnlySpan<byte> path, ReadOnlySpan<byte> stage) =>
        path is [(byte)'/', .. var rest]
        && rest.StartsWith(stage)
        && (rest.Length == stage.Length || rest[stage.Length] == '/');

    private static Method ParseMethod(ReadOnlySpan<byte> name) =>
        name switch
        {
            _ when name.SequenceEqual("GET"u8) => Method.Get,
            _ when name.SequenceEqual("HEAD"u8) => Method.Head,
            _ when name.SequenceEqual("POST"u8) => Method.Post,
            _ when name.SequenceEqual("PUT"u8) => Method.Put,
            _ when name.SequenceEqual("DELETE"u8) => Method.Delete,
            _ when name.SequenceEqual("OPTIONS"u8) => Method.Options,
            _ => Method.Other,
        };

    private static byte[] DecodeBase64(ReadOnlySpan<byte> text)
    {
        byte[] bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, bytes, out _, out int written) == OperationStatus.Done
            ? bytes[..written]
            : throw new FormatException("The body is not base64.");
    }

    private void EnterObject()
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An object was expected.");
        }
    }

    private bool NextProperty() => _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>The next value, a string or null; null is the same as no text.</summary>
    private ReadOnlyMemory<byte> Text()
    {
        _reader.Read();
        return _reader.TokenType == JsonTokenType.Null ? default : CurrentText();
    }

    private readonly ReadOnlyMemory<byte> CurrentText()
    {
        if (
            !_reader.ValueIsEscaped && _reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
        )
        {
            return _json.Slice((int)_reader.TokenStartIndex + 1, _reader.ValueSpan.Length);
        }

        byte[] text = new byte[_reader.ValueSpan.Length];
        return text.AsMemory(0, _reader.CopyString(text));
    }
}
