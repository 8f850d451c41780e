using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FluentValidation;
using NativeLambda.Http;
using NativeLambda.Validation;

namespace NativeLambda.Routing;

/// <summary>
/// Converts the parts of a request into the arguments of an endpoint and collects every error, so that one response
/// reports them all. Called by the generated router. A value that is absent or invalid is null; an invalid value of the
/// path, which is never absent, is the default of its type.
/// </summary>
public sealed class RequestBinder(Request request)
{
    internal const int MaximumBodyBytes = 64 * 1024;
    internal const int MaximumBodyItems = 100;

    private List<ValidationError>? _errors;
    private Response? _bodyError;

    /// <summary>The response when an argument is invalid; null when the endpoint can be called.</summary>
    public Response? Error => _bodyError ?? (_errors is null ? null : Response.Invalid(_errors));

    public static string PathText(ReadOnlySpan<byte> segment) => Encoding.UTF8.GetString(segment);

    public int PathInt32(string name, ReadOnlySpan<byte> segment) =>
        Int32(new("path", name), PathText(segment), int.MinValue, int.MaxValue) ?? 0;

    public Guid PathGuid(string name, ReadOnlySpan<byte> segment) =>
        Guid(new("path", name), PathText(segment)) ?? default;

    public bool PathBoolean(string name, ReadOnlySpan<byte> segment) =>
        Boolean(new("path", name), PathText(segment)) ?? false;

    /// <returns>The last value of that name, decoded; null when there is none.</returns>
    public string? QueryText(string name) => QueryString.Last(request.Query.Span, name);

    public int? QueryInt32(string name, int minimum = int.MinValue, int maximum = int.MaxValue) =>
        Int32(new("query", name), QueryText(name), minimum, maximum);

    public Guid? QueryGuid(string name) => Guid(new("query", name), QueryText(name));

    public bool? QueryBoolean(string name) => Boolean(new("query", name), QueryText(name));

    public string? HeaderText(string lowerCaseName) => request.Header(lowerCaseName);

    public T? HeaderValue<T>(string lowerCaseName)
        where T : class, IHeaderValue<T>
    {
        T? value = null;
        if (HeaderText(lowerCaseName) is { } text && !T.TryParse(text, out value))
        {
            Add(new("header", lowerCaseName), ErrorKind.ValueError("not " + T.Expected));
        }

        return value;
    }

    /// <param name="json">How to deserialize it.</param>
    /// <param name="validator">Its rules; null when it has none.</param>
    public T? Body<T>(JsonTypeInfo<T> json, IValidator<T>? validator = null)
        where T : class
    {
        var body = DeserializeBody(json);
        if (body is not null)
        {
            Validate(body, validator);
        }

        return body;
    }

    /// <summary>Reads a list: a JSON array, or one JSON value per line.</summary>
    /// <param name="json">How to deserialize an element.</param>
    /// <param name="validator">The rules of an element; null when it has none.</param>
    /// <param name="maximumBytes">See <see cref="BodyAttribute.MaximumBytes"/>.</param>
    /// <param name="maximumItems">See <see cref="BodyAttribute.MaximumItems"/>.</param>
    public T[]? BodyList<T>(
        JsonTypeInfo<T> json,
        IValidator<T>? validator = null,
        int maximumBytes = MaximumBodyBytes,
        int maximumItems = MaximumBodyItems
    )
        where T : class
    {
        string? contentType = request.Header("content-type");
        bool isNdjson = MediaType.IsNdjson(contentType);
        if (!HasBody(maximumBytes) || (!isNdjson && IsUnsupported(contentType)))
        {
            return null;
        }

        var reader = new BodyListReader<T>(WithoutByteOrderMark(request.Body), json, maximumItems, Add);
        var list = isNdjson ? reader.ReadLines() : reader.ReadArray();
        list?.ForEach(element => Validate(element.Value, validator, element.Index));
        return list?.ConvertAll(element => element.Value).ToArray();
    }

    /// <summary>Validates an object inside the body; its absence is an error.</summary>
    /// <param name="name">Of the member of the body.</param>
    public void Nested<T>(string name, T? value, IValidator<T> validator)
        where T : class
    {
        if (value is null)
        {
            Add(new("body", name), ErrorKind.Missing);
            return;
        }

        Validate(value, validator, prefix: name + ".");
    }

    /// <param name="index">Of an element of a list.</param>
    /// <param name="prefix">Of the names of its fields.</param>
    private void Validate<T>(T body, IValidator<T>? validator, int? index = null, string prefix = "")
    {
        if (validator is null)
        {
            return;
        }

        foreach (var failure in validator.Validate(body).Errors.DistinctBy(failure => failure.PropertyName))
        {
            string name = prefix + JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.PropertyName);
            Add(new("body", name, Index: index), new ErrorKind(failure.ErrorCode, failure.ErrorMessage));
        }
    }

    private T? DeserializeBody<T>(JsonTypeInfo<T> json)
        where T : class
    {
        if (!HasBody(MaximumBodyBytes) || IsUnsupported(request.Header("content-type")))
        {
            return null;
        }

        var body = WithoutByteOrderMark(request.Body).Span;
        try
        {
            var value = JsonSerializer.Deserialize(body, json);
            if (value is null)
            {
                Add(new("body"), ErrorKind.Missing);
            }

            return value;
        }
        catch (JsonException e)
        {
            AddJsonError(body, e);
            return null;
        }
    }

    /// <summary>Reports a body that is absent or too long.</summary>
    private bool HasBody(int maximumBytes)
    {
        if (request.Body.Length > maximumBytes)
        {
            _bodyError = Response.Error(413, "Content Too Large");
        }
        else if (request.Body.IsEmpty)
        {
            Add(new("body"), ErrorKind.Missing);
        }

        return request.Body.Length > 0 && request.Body.Length <= maximumBytes;
    }

    /// <summary>Reports a media type that is not JSON.</summary>
    private bool IsUnsupported(string? contentType)
    {
        bool isPatch = request.Method == Method.Patch;
        if (isPatch ? MediaType.IsMergePatch(contentType) : MediaType.IsJson(contentType))
        {
            return false;
        }

        var error = Response.Error(415, "Unsupported Media Type");
        _bodyError = isPatch ? error.With("accept-patch", MediaType.AcceptPatch) : error;
        return true;
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith("\uFEFF"u8) ? body["\uFEFF"u8.Length..] : body;

    private void AddJsonError(ReadOnlySpan<byte> body, JsonException exception)
    {
        var syntaxError = JsonSyntax.FindError(body);
        if (syntaxError is null && exception.InnerException is null)
        {
            // Fields accept any value, so what is at the path should be an object: the body, or a member of it.
            string? member = exception.Path is ['$', '.', .. var name] ? name : null;
            Add(new("body", member), ErrorKind.ModelAttributesType);
        }
        else
        {
            // Without a syntax error the name of a member is not Unicode.
            int offset = JsonSyntax.Offset(body, syntaxError ?? exception);
            Add(new("body", Offset: offset), ErrorKind.JsonInvalid);
        }
    }

    private int? Int32(ErrorLocation location, string? text, int minimum, int maximum)
    {
        if (text is null)
        {
            return null;
        }

        ErrorKind? error =
            !TryParseSaturated(text, out long value) ? ErrorKind.IntParsing
            : value < minimum ? ErrorKind.GreaterThanEqual(minimum)
            : value > maximum ? ErrorKind.LessThanEqual(maximum)
            : null;
        return error is { } kind ? Invalid<int>(location, kind) : (int)value;
    }

    private Guid? Guid(ErrorLocation location, string? text) =>
        text is null ? null
        : System.Guid.TryParseExact(text, "D", out var value) ? value
        : Invalid<Guid>(location, ErrorKind.UuidParsing);

    /// <summary>Accepts what Pydantic accepts: https://docs.pydantic.dev/latest/api/standard_library_types/#booleans.</summary>
    private bool? Boolean(ErrorLocation location, string? text) =>
        text?.ToLowerInvariant() switch
        {
            null => null,
            "true" or "t" or "yes" or "y" or "on" or "1" => true,
            "false" or "f" or "no" or "n" or "off" or "0" => false,
            _ => Invalid<bool>(location, ErrorKind.BoolParsing),
        };

    private T? Invalid<T>(ErrorLocation location, ErrorKind kind)
        where T : struct
    {
        Add(location, kind);
        return null;
    }

    private void Add(ErrorLocation location, ErrorKind kind) => (_errors ??= []).Add(new(location, kind));

    /// <summary>A number of any length; one outside the range of <see cref="long"/> becomes the nearest one.</summary>
    private static bool TryParseSaturated(string text, out long value)
    {
        var digits = text.AsSpan().Trim();
        bool negative = digits.StartsWith('-');
        if (negative || digits.StartsWith('+'))
        {
            digits = digits[1..];
        }

        value = 0;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        if (!long.TryParse(digits, out value))
        {
            value = long.MaxValue;
        }

        value = negative ? -value : value;
        return true;
    }
}
