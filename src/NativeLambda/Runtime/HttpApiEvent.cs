using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using NativeLambda.Http;

namespace NativeLambda.Runtime;

/// <summary>
/// Reads the event of an HTTP API or a Function URL (payload format 2.0) in one pass. The request's memory
/// points into the event, except for text with JSON escapes, which is copied.
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
    private EventCaller _caller;
    private ReadOnlyMemory<byte> _body;
    private bool _bodyIsBase64;
    private readonly List<Header> _headers;

    /// <summary>Reads the value of the current property; false for a property that is not needed.</summary>
    private delegate bool PropertyReader(scoped ref HttpApiEvent it);

    private HttpApiEvent(ReadOnlyMemory<byte> json, List<Header> headers)
    {
        _json = json;
        _headers = headers;
        _reader = new Utf8JsonReader(json.Span);
    }

    /// <param name="headers">Receives the headers of the request; what it contains is overwritten.</param>
    /// <exception cref="JsonException">The event is not JSON, or not of this shape.</exception>
    public static Request Read(ReadOnlyMemory<byte> json, List<Header> headers)
    {
        headers.Clear();
        var reading = new HttpApiEvent(json, headers);
        try
        {
            reading.ReadObject(ReadEvent);
            return reading.ToRequest();
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            // A value of another type than the format specifies, or text that is not Unicode.
            throw new JsonException("The event is not of payload format 2.0.", e);
        }
    }

    private static bool ReadEvent(scoped ref HttpApiEvent it) =>
        it.IsText("rawPath"u8, ref it._rawPath)
        || it.IsText("rawQueryString"u8, ref it._query)
        || it.IsText("body"u8, ref it._body)
        || it.IsFlag("isBase64Encoded"u8, ref it._bodyIsBase64)
        || it.IsObject("headers"u8, ReadHeader)
        || it.IsObject("requestContext"u8, ReadRequestContext);

    private static bool ReadHeader(scoped ref HttpApiEvent it)
    {
        var name = it.CurrentText();
        it._headers.Add(new Header(name, it.NextText()));
        return true;
    }

    private static bool ReadRequestContext(scoped ref HttpApiEvent it) =>
        it.IsText("stage"u8, ref it._stage)
        || it.IsText("requestId"u8, ref it._requestId)
        || it.IsText("domainName"u8, ref it._caller.Domain)
        || it.IsObject("http"u8, ReadHttp)
        || it.IsObject("authorizer"u8, ReadAuthorizer);

    private static bool ReadHttp(scoped ref HttpApiEvent it) => it.IsText("method"u8, ref it._method);

    private static bool ReadAuthorizer(scoped ref HttpApiEvent it) =>
        it.IsObject("jwt"u8, ReadJwt) || it.IsObject("iam"u8, ReadIam);

    private static bool ReadJwt(scoped ref HttpApiEvent it) =>
        it.IsObject("claims"u8, ReadClaim)
        // Usually after the claims, which have them too.
        || (it._caller.ScopeClaim.IsEmpty && it.IsList("scopes"u8, it._caller.Scopes ??= []));

    private static bool ReadIam(scoped ref HttpApiEvent it) => it.IsText("userArn"u8, ref it._caller.IamArn);

    private static bool ReadClaim(scoped ref HttpApiEvent it) =>
        it.IsText("sub"u8, ref it._caller.Subject)
        || it.IsText("client_id"u8, ref it._caller.ClientId)
        || it.IsText("token_use"u8, ref it._caller.TokenUse)
        || it.IsText("scope"u8, ref it._caller.ScopeClaim)
        || it.IsText("scp"u8, ref it._caller.ScpClaim);

    private readonly Request ToRequest()
    {
        bool isFunctionUrl = _caller.IsFunctionUrl;
        // A Function URL sends the path as the client wrote it, an HTTP API decoded.
        var path = isFunctionUrl ? PercentEncoding.Decode(_rawPath.Span) : _rawPath;
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
            CanStream = isFunctionUrl,
            Method = ParseMethod(_method.Span),
            Path = path.IsEmpty ? "/"u8.ToArray() : path,
            BasePath = basePath,
            Query = _query,
            Headers = _headers,
            Body = _bodyIsBase64 ? DecodeBase64(_body.Span) : _body,
            Caller = _caller.ToCaller(),
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
            _ when name.SequenceEqual("PATCH"u8) => Method.Patch,
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

    private void ReadObject(PropertyReader readProperty)
    {
        if (!Enters(JsonTokenType.StartObject))
        {
            return;
        }

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!readProperty(ref this))
            {
                _reader.Skip();
            }
        }
    }

    private bool IsObject(ReadOnlySpan<byte> name, PropertyReader readProperty)
    {
        bool matches = _reader.ValueTextEquals(name);
        if (matches)
        {
            ReadObject(readProperty);
        }

        return matches;
    }

    private bool IsText(ReadOnlySpan<byte> name, scoped ref ReadOnlyMemory<byte> text)
    {
        bool matches = _reader.ValueTextEquals(name);
        if (matches)
        {
            text = NextText();
        }

        return matches;
    }

    private bool IsFlag(ReadOnlySpan<byte> name, scoped ref bool flag)
    {
        bool matches = _reader.ValueTextEquals(name);
        if (matches)
        {
            _reader.Read();
            flag = _reader.GetBoolean();
        }

        return matches;
    }

    private bool IsList(ReadOnlySpan<byte> name, List<ReadOnlyMemory<byte>> texts)
    {
        bool matches = _reader.ValueTextEquals(name);
        if (matches && Enters(JsonTokenType.StartArray))
        {
            while (_reader.Read() && _reader.TokenType == JsonTokenType.String)
            {
                texts.Add(CurrentText());
            }
        }

        return matches;
    }

    /// <returns>False when the value is null.</returns>
    private bool Enters(JsonTokenType start)
    {
        _reader.Read();
        if (_reader.TokenType != start && _reader.TokenType != JsonTokenType.Null)
        {
            throw new JsonException("A value has another type than the format specifies.");
        }

        return _reader.TokenType == start;
    }

    /// <summary>The next value, a string or null; null is read as empty.</summary>
    private ReadOnlyMemory<byte> NextText()
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
