using System.Text.Json.Serialization;

namespace Items.Api.Ingestion;

/// <summary>The members that every message has, which determine how the rest is read.</summary>
/// <param name="Version">Of the format of this type of message; incremented by changes that older code cannot read.</param>
internal record MessageHead(
    [property: JsonPropertyOrder(-2)] string Type,
    [property: JsonPropertyOrder(-1)] int Version
);
