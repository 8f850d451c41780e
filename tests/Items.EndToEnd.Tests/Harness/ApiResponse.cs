using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>An HTTP response, read to its end, with assertions about it.</summary>
internal sealed partial record ApiResponse(
    int Status,
    HttpResponseHeaders Headers,
    HttpContentHeaders ContentHeaders,
    string Body
)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string ItemId => (string)Json["item_id"]!;

    /// <summary>Of a list.</summary>
    public IReadOnlyList<string> ItemIds
    {
        get
        {
            Status.Should().Be(200, "the body is {0}", Body);
            return [.. Json.AsArray().Select(item => (string)item!["item_id"]!)];
        }
    }

    /// <summary>Path and query of the next page of a list; null on the last page.</summary>
    public string? NextPage =>
        Header("link") is { } link ? NextLink().Match(link).Groups["path"].Value : null;

    public string? ETag => Header("etag");

    public string? ContentType => ContentHeaders.ContentType?.ToString();

    public TimeSpan? RetryAfter => Headers.RetryAfter?.Delta;

    public string? Header(string name) =>
        Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    public bool HasHeader(string name) =>
        Headers.Concat(ContentHeaders).Any(it => it.Key.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <returns>The field's JSON text as it was sent: reading a number could round it.</returns>
    public string Raw(string field)
    {
        using var document = JsonDocument.Parse(Body);
        return document.RootElement.GetProperty(field).GetRawText();
    }

    public string? Text(string field) => (string?)Json[field];

    /// <param name="status">Expected status.</param>
    /// <param name="json">Expected body. White space between tokens is ignored.</param>
    public void ShouldBe(int status, string json)
    {
        Body.Should()
            .NotBeEmpty("the response should be {0} {1}, and its status is {2}", status, json, Status);
        (Status, Json.ToJsonString()).Should().Be((status, JsonNode.Parse(json)!.ToJsonString()));
        ContentType.Should().Be("application/json");
    }

    public void ShouldBeEmpty(int status) => (Status, Body).Should().Be((status, ""));

    /// <summary>A 422 with exactly these errors.</summary>
    public void ShouldHaveErrors(string errors) => ShouldBe(422, $$"""{"detail": {{errors}}}""");

    /// <summary>A 422 with a single <c>value_error</c> at this place of the request, such as a header.</summary>
    public void ShouldHaveValueError(string place, string name)
    {
        Status.Should().Be(422, "the body is {0}", Body);
        var error = Json["detail"]!.AsArray().Should().ContainSingle().Subject!;
        error["loc"]!.ToJsonString().Should().Be($"""["{place}","{name}"]""");
        ((string?)error["type"]).Should().Be("value_error");
    }

    [GeneratedRegex(
        "^<(?<path>/[^>]*)>; rel=\"next\"$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex NextLink();
}
