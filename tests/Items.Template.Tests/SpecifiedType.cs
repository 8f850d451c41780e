using System.Text.Json;

namespace Items.Template.Tests;

/// <summary>The type of a property, attribute or list item in the <see cref="Specification"/>.</summary>
internal readonly record struct SpecifiedType(JsonElement Json)
{
    /// <summary>
    /// <c>string</c>, <c>integer</c>, <c>number</c>, <c>boolean</c>, <c>date-time</c>; <c>array</c>, <c>map</c>,
    /// <c>json</c>, <c>tag</c>, <c>ref</c> (members with names), <c>union</c>.
    /// </summary>
    public string Kind => Json.GetProperty("type").GetString()!;

    /// <summary>The type of the items of an <c>array</c> or <c>map</c>.</summary>
    public SpecifiedType Element => new(Json.GetProperty("element"));

    /// <summary>The types of a <c>union</c>.</summary>
    public IEnumerable<SpecifiedType> Alternatives =>
        Json.GetProperty("types").EnumerateArray().Select(type => new SpecifiedType(type));

    /// <summary>Empty when every value is allowed.</summary>
    public string[] AllowedValues =>
        Json.TryGetProperty("allowedValues", out var values)
            ? [.. values.EnumerateArray().Select(value => value.ToString())]
            : [];

    public bool IsScalar =>
        Kind switch
        {
            "array" or "map" or "ref" or "tag" or "json" => false,
            "union" => Alternatives.Any(type => type.IsScalar),
            _ => true,
        };

    /// <summary>For messages.</summary>
    public string Noun =>
        Kind switch
        {
            "array" => "a list",
            "map" or "ref" or "tag" or "json" => "a mapping",
            "union" => string.Join(" or ", Alternatives.Select(type => type.Noun)),
            "integer" => "an integer",
            var kind => $"a {kind}",
        };

    public bool Allows(string text) =>
        Kind switch
        {
            "boolean" => text is "true" or "false",
            "integer" => long.TryParse(text, out _),
            "number" => decimal.TryParse(text, out _),
            _ => true,
        };
}
