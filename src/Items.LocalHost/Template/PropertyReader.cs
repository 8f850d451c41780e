using YamlDotNet.RepresentationModel;

namespace Items.LocalHost.Template;

/// <summary>
/// Reads the properties of one mapping of the template. <see cref="RejectUnknown"/> reports those that were not read:
/// ignoring a property would make the local run differ from the deployed one without notice.
/// </summary>
/// <param name="name">Path of the mapping, for error messages; of a resource its logical id.</param>
internal sealed class PropertyReader(YamlText yaml, Intrinsics intrinsics, string name, YamlMappingNode node)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public string Name => name;

    public string Required(string property) =>
        Text(property) ?? throw yaml.Error(node, $"{name} needs the property {property}");

    public string? Text(string property) => Find(property) is { } value ? intrinsics.Resolve(value) : null;

    public int? Integer(string property, int minimum, int maximum)
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

    /// <summary>The property's text, which must be one of <paramref name="values"/>; the first when it is absent.</summary>
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
                $"{property} {text} is not supported by the local host, only {string.Join(", ", values)}"
            );
    }

    public PropertyReader? Mapping(string property) =>
        Find(property) is { } value ? ReaderOf(property, value) : null;

    /// <summary>The elements of a list, or the values of a mapping, each a mapping itself; empty when it is absent.</summary>
    public IEnumerable<PropertyReader> Mappings(string property) =>
        Find(property) switch
        {
            null => [],
            YamlSequenceNode list => list.Select((item, index) => ReaderOf($"{property}[{index}]", item)),
            YamlMappingNode => NamedMappings(property).Select(pair => pair.Value),
            var other => throw yaml.Error(other, $"{name}: {property} must be a list or a mapping"),
        };

    /// <summary>The values of a mapping by name, each a mapping itself; empty when it is absent.</summary>
    public IEnumerable<KeyValuePair<string, PropertyReader>> NamedMappings(string property) =>
        Find(property) switch
        {
            null => [],
            YamlMappingNode mapping => mapping.Select(pair =>
                KeyValuePair.Create(Key(pair.Key), ReaderOf($"{property}.{Key(pair.Key)}", pair.Value))
            ),
            var other => throw yaml.Error(other, $"{name}: {property} must be a mapping"),
        };

    /// <summary>Every property as text, for a mapping whose names are free.</summary>
    public IEnumerable<KeyValuePair<string, string>> AllTexts() =>
        node.Select(pair => KeyValuePair.Create(Key(pair.Key), intrinsics.Resolve(pair.Value)));

    /// <summary>The texts of a list, or of a list parameter; null when it is absent.</summary>
    public IReadOnlyList<string>? TextList(string property) =>
        Find(property) switch
        {
            null => null,
            var value when intrinsics.ResolveList(value) is { } texts => texts,
            YamlSequenceNode list => [.. list.Select(intrinsics.Resolve)],
            var other => throw yaml.Error(other, $"{name}: {property} must be a list"),
        };

    /// <summary>The first parameter of the template that the property refers to; null when there is none.</summary>
    public string? ParameterOf(string property) =>
        Find(property) is { } value ? intrinsics.FindParameter(value) : null;

    /// <summary>Accepts properties that are valid on AWS and have no effect locally.</summary>
    public PropertyReader Ignore(params ReadOnlySpan<string> properties)
    {
        foreach (string property in properties)
        {
            _known.Add(property);
        }

        return this;
    }

    /// <exception cref="HostError">The mapping has a property that was neither read nor ignored.</exception>
    public void RejectUnknown()
    {
        if (node.Children.Keys.FirstOrDefault(key => !_known.Contains(Key(key))) is { } unknown)
        {
            throw yaml.Error(unknown, $"{name}: {Key(unknown)} is not supported by the local host");
        }
    }

    /// <summary>An error at the property, or at the mapping when the property is absent.</summary>
    public HostError Error(string property, string message) =>
        yaml.Error(Find(property) ?? node, $"{name}: {message}");

    private PropertyReader ReaderOf(string property, YamlNode value) =>
        value is YamlMappingNode mapping
            ? new PropertyReader(yaml, intrinsics, $"{name}.{property}", mapping)
            : throw yaml.Error(value, $"{name}: {property} must be a mapping");

    private YamlNode? Find(string property)
    {
        _known.Add(property);
        return node.Children.TryGetValue(new YamlScalarNode(property), out var value) ? value : null;
    }

    private static string Key(YamlNode key) =>
        key is YamlScalarNode { Value: { } text } ? text : key.ToString();
}
