using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Items.LocalHost.Template;

/// <summary>A template as YAML nodes, and errors with the line and column of a node.</summary>
internal sealed class YamlText
{
    private YamlText(string path, YamlMappingNode root)
    {
        FilePath = path;
        Root = root;
    }

    public string FilePath { get; }

    public YamlMappingNode Root { get; }

    public static YamlText Load(string path)
    {
        var stream = new YamlStream();
        try
        {
            using var reader = File.OpenText(path);
            stream.Load(reader);
        }
        catch (YamlException error)
        {
            throw new HostError(
                $"{path}:{error.Start.Line}:{error.Start.Column}: not valid YAML: {(error.InnerException ?? error).Message}"
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HostError($"cannot read the template: {error.Message}");
        }

        return stream.Documents is [{ RootNode: YamlMappingNode root }]
            ? new YamlText(path, root)
            : throw new HostError($"{path}:1:1: not a template: one YAML mapping is expected");
    }

    /// <summary>The value of a key; null when there is none, or the node is not a mapping.</summary>
    public static YamlNode? Child(YamlNode? node, string key) =>
        node is YamlMappingNode mapping
        && mapping.Children.TryGetValue(new YamlScalarNode(key), out var child)
            ? child
            : null;

    public HostError Error(YamlNode node, string message) =>
        new($"{FilePath}:{node.Start.Line}:{node.Start.Column}: {message}");
}
