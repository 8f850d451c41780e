using System.Text.Json;

namespace Items.LocalHost.Aws;

/// <summary>The parameters of a call. Members that the emulation does not support are errors, as in the template.</summary>
internal sealed class AwsInput(JsonElement json)
{
    private readonly JsonElement _json =
        json.ValueKind == JsonValueKind.Object
            ? json
            : throw new AwsException("SerializationException", "An object is expected");

    /// <exception cref="AwsException">Another member has a value.</exception>
    public AwsInput Accept(params ReadOnlySpan<string> members)
    {
        foreach (var member in _json.EnumerateObject())
        {
            bool isEmpty = member.Value.ToString() is "" or "{}" or "[]";
            if (!isEmpty && !members.Contains(member.Name))
            {
                throw Invalid(member.Name, "is not supported by the local host");
            }
        }

        return this;
    }

    public string Text(string name)
    {
        if (Find(name) is not { ValueKind: JsonValueKind.String } text)
        {
            throw new AwsException("MissingParameter", $"The request must contain the parameter {name}.");
        }

        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new AwsException("SerializationException", $"{name} is not valid Unicode");
        }
    }

    public int? Integer(string name, int minimum, int maximum) =>
        Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out int number)
        && number >= minimum
        && number <= maximum
            ? number
        : throw Invalid(name, $"must be a whole number from {minimum} to {maximum}");

    public bool IsTrue(string name) => Find(name) is { ValueKind: JsonValueKind.True };

    /// <summary>Empty when the member is absent.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        [
            .. List(name)
                .Select(item =>
                    item.ValueKind == JsonValueKind.String
                        ? item.GetString()!
                        : throw Invalid(name, "must be a list of texts")
                ),
        ];

    /// <summary>Empty when the member is absent.</summary>
    public IReadOnlyList<AwsInput> Objects(string name) => [.. List(name).Select(item => new AwsInput(item))];

    private static AwsException Invalid(string name, string reason) =>
        new("InvalidParameterValue", $"{name} {reason}") { QueryCode = "InvalidParameterValue" };

    private JsonElement.ArrayEnumerator List(string name) =>
        Find(name) switch
        {
            null => default,
            { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
            _ => throw Invalid(name, "must be a list"),
        };

    private JsonElement? Find(string name) =>
        _json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
