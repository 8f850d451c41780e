using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FluentValidation;

namespace Items.Api.Http;

/// <summary>
/// Turns the parts of a request into an endpoint's arguments and collects everything that is wrong with them,
/// so that the client hears it all at once. Used by the generated router.
/// </summary>
internal sealed class RequestBinding(Request request)
{
    /// <summary>Largest body in bytes.</summary>
    private const int MaximumBody = 64 * 1024;

    private List<ValidationError>? _errors;
    private Reply? _unreadable;

    /// <summary>The answer when something could not be bound; null when the endpoint can be called.</summary>
    public Response? Refusal =>
        _unreadable?.ToResponse()
        ?? (
            _errors is null
                ? null
                : Response.Json(
                    422,
                    new HTTPValidationError(_errors),
                    ItemsJsonContext.Default.HTTPValidationError
                )
        );

    public static string PathText(ReadOnlySpan<byte> segment) => Encoding.UTF8.GetString(segment);

    /// <returns>The last value of that name, decoded; null when there is none.</returns>
    public string? QueryText(ReadOnlySpan<byte> name) => QueryString.Last(request.Query.Span, name);

    /// <returns>The number, or <paramref name="fallback"/> when it was not sent or was refused.</returns>
    public int QueryInt32(ReadOnlySpan<byte> name, int fallback, int minimum, int maximum)
    {
        if (QueryText(name) is not { } text)
        {
            return fallback;
        }

        if (!TryParseSaturated(text, out int value))
        {
            Refuse("query", name, ErrorKind.IntParsing);
        }
        else if (value < minimum)
        {
            Refuse("query", name, ErrorKind.GreaterThanEqual(minimum));
        }
        else if (value > maximum)
        {
            Refuse("query", name, ErrorKind.LessThanEqual(maximum));
        }
        else
        {
            return value;
        }

        return fallback;
    }

    public string? HeaderText(ReadOnlySpan<byte> lowerCaseName) => request.Header(lowerCaseName);

    /// <returns>The header's value; null when it was not sent or was refused.</returns>
    public T? HeaderValue<T>(ReadOnlySpan<byte> lowerCaseName)
        where T : class, IHeaderValue<T>
    {
        if (HeaderText(lowerCaseName) is not { } text)
        {
            return null;
        }

        if (!T.TryParse(text, out var value))
        {
            Refuse("header", lowerCaseName, ErrorKind.ValueError("not " + T.Expected));
        }

        return value;
    }

    /// <param name="json">How to read it.</param>
    /// <param name="validator">Its rules; null when it has none.</param>
    /// <returns>The body after validation; null when it was refused.</returns>
    public T? Body<T>(JsonTypeInfo<T> json, IValidator<T>? validator = null)
        where T : class
    {
        var body = ReadBody(json);
        if (body is null || validator is null)
        {
            return body;
        }

        foreach (var failure in validator.Validate(body).Errors)
        {
            string name = JsonNamingPolicy.SnakeCaseLower.ConvertName(failure.PropertyName);
            Refuse(new ErrorLocation("body", name), new ErrorKind(failure.ErrorCode, failure.ErrorMessage));
        }

        return body;
    }

    private T? ReadBody<T>(JsonTypeInfo<T> json)
        where T : class
    {
        var body = request.Body.Span;
        if (body.Length > MaximumBody)
        {
            _unreadable = new Reply(413, "Content Too Large");
            return null;
        }

        if (body.IsEmpty)
        {
            Refuse(new ErrorLocation("body"), ErrorKind.Missing);
            return null;
        }

        if (!MediaType.IsJson(request.Header("content-type"u8)))
        {
            _unreadable = new Reply(415, "Unsupported Media Type");
            return null;
        }

        if (body.StartsWith("\uFEFF"u8))
        {
            body = body["\uFEFF"u8.Length..];
        }

        try
        {
            var value = JsonSerializer.Deserialize(body, json);
            if (value is null)
            {
                Refuse(new ErrorLocation("body"), ErrorKind.Missing);
            }

            return value;
        }
        catch (JsonException e)
        {
            var syntaxError = JsonSyntax.FindError(body);
            if (syntaxError is null && !JsonSyntax.IsObject(body))
            {
                Refuse(new ErrorLocation("body"), ErrorKind.ModelAttributesType);
            }
            else
            {
                // An object without an error of syntax has a name that is no Unicode text: fields take any value.
                int offset = JsonSyntax.Offset(body, syntaxError ?? e);
                Refuse(new ErrorLocation("body", Offset: offset), ErrorKind.JsonInvalid);
            }

            return null;
        }
    }

    private void Refuse(string source, ReadOnlySpan<byte> name, ErrorKind kind) =>
        Refuse(new ErrorLocation(source, Encoding.UTF8.GetString(name)), kind);

    private void Refuse(ErrorLocation location, ErrorKind kind) =>
        (_errors ??= []).Add(new ValidationError(location, kind.Message, kind.Type));

    /// <summary>A whole number too large for an <see cref="int"/> is a number all the same: it becomes the nearest one.</summary>
    private static bool TryParseSaturated(string text, out int value)
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

        if (!int.TryParse(digits, out value))
        {
            value = int.MaxValue;
        }

        value = negative ? -value : value;
        return true;
    }
}
