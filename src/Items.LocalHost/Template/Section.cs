using YamlDotNet.RepresentationModel;

namespace Items.LocalHost.Template;

/// <summary>
/// One mapping of the template, read property by property. What nobody asked for by <see cref="Complete"/> is an
/// error: a property that the local host ignored would make the local run differ from the deployed one in silence.
/// </summary>
internal sealed class Section(YamlText yaml, Intrinsics intrinsics, string name, YamlMappingNode node)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public string Name => name;

    public string Required(string property) =>
        Text(property) ?? throw yaml.Error(node, $"{name} needs the property {property}");

    public string? Text(string property) => Find(property) is { } value ? intrinsics.Resolve(value) : null;

    public int? Whole(string property, int minimum, int maximum)
    {
        if (Find(property) is not { } value)
        {
            return null;
        }

        return
            int.TryParse(intrinsics.Resolve(value), out int number) && number >= minimum && number <= maximum
            ? number
            : throw yaml.Error(
                value,
                $"{name}: {property} must be a whole number from {minimum} to {maximum}"
            );
    }

    /// <summary>The property's text when it is one of <paramref name="values"/>, the first when it is absent.</summary>
    public string OneOf(string property, params ReadOnlySpan<string> values)
    {
        if (Text(property) is not { } text)
        {
            return values[0];
        }

        return values.Contains(text)
            ? text
            : throw Error(
                property,
                $"{property} {text} is not understood by the local host, only {string.Join(", ", values)}"
            );
    }

    public Section? Map(string property) => Find(property) is { } value ? At(property, value) : null;

    /// <summary>The property's members, each a mapping of its own; empty when it is absent.</summary>
    public IEnumerable<Section> Members(string property) =>
        Find(property) switch
        {
            null => [],
            YamlSequenceNode list => list.Select((item, index) => At($"{property}[{index}]", item)),
            YamlMappingNode map => map.Select(pair => At($"{property}.{Key(pair.Key)}", pair.Value)),
            var other => throw yaml.Error(other, $"{name}: {property} must be a list or a mapping"),
        };

    /// <summary>Every property as text, for a mapping whose names are free.</summary>
    public IEnumerable<KeyValuePair<string, string>> AllTexts() =>
        node.Select(pair => KeyValuePair.Create(Key(pair.Key), intrinsics.Resolve(pair.Value)));

    /// <summary>The property's members by name, each a mapping of its own; empty when it is absent.</summary>
    public IEnumerable<KeyValuePair<string, Section>> Named(string property) =>
        Find(property) switch
        {
            null => [],
            YamlMappingNode map => map.Select(pair =>
                KeyValuePair.Create(Key(pair.Key), At($"{property}.{Key(pair.Key)}", pair.Value))
            ),
            var other => throw yaml.Error(other, $"{name}: {property} must be a mapping"),
        };

    /// <summary>Texts of a list, or of a parameter that is one; null when it is absent.</summary>
    public IReadOnlyList<string>? Texts(string property) =>
        Find(property) switch
        {
            null => null,
            var value when intrinsics.ResolveList(value) is { } texts => texts,
            YamlSequenceNode list => [.. list.Select(intrinsics.Resolve)],
            var other => throw yaml.Error(other, $"{name}: {property} must be a list"),
        };

    /// <summary>Properties that are understood and change nothing on a developer's machine.</summary>
    public Section WithoutLocalEffect(params ReadOnlySpan<string> properties)
    {
        foreach (string property in properties)
        {
            _known.Add(property);
        }

        return this;
    }

    public void Complete()
    {
        foreach (var key in node.Children.Keys.Where(key => !_known.Contains(Key(key))))
        {
            throw yaml.Error(key, $"{name}: {Key(key)} is not understood by the local host");
        }
    }

    /// <summary>An error at the property, or at the mapping when the property is absent.</summary>
    public HostError Error(string property, string message) =>
        yaml.Error(Find(property) ?? node, $"{name}: {message}");

    private Section At(string property, YamlNode value) =>
        value is YamlMappingNode mapping
            ? new Section(yaml, intrinsics, $"{name}.{property}", mapping)
            : throw yaml.Error(value, $"{name}: {property} must be a mapping");

    private YamlNode? Find(string property)
    {
        _known.Add(property);
        return node.Children.TryGetValue(new YamlScalarNode(property), out var value) ? value : null;
    }

    private static string Key(YamlNode key) =>
        key is YamlScalarNode { Value: { } text } ? text : key.ToString();
}
