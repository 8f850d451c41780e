using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Items.EndToEnd.Tests;

/// <summary>The workflows of GitHub, which run nowhere else before they are merged.</summary>
public sealed partial class WorkflowTests
{
    private static readonly string Folder = Repository.PathTo(".github/workflows");

    public static TheoryData<string> Workflows =>
        [.. Directory.GetFiles(Folder).Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Actions_are_pinned_and_called_workflows_exist(string workflow)
    {
        Values(Load(workflow), "uses")
            .Should()
            .OnlyContain(action =>
                action.StartsWith("./")
                    ? File.Exists(Repository.PathTo(action))
                    : PinnedAction().IsMatch(action)
            );
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Paths_of_the_repository_in_commands_exist(string workflow)
    {
        var paths = Values(Load(workflow), "run")
            .SelectMany(command => command.Split([' ', '\n']))
            .Where(word => RepositoryPath().IsMatch(word));

        paths
            .Where(path => !Path.Exists(Repository.PathTo(path)))
            .Should()
            .BeEmpty("each of these is in the repository");
    }

    [Fact]
    public void CI_runs_the_gate_and_the_deployment_only_deploys()
    {
        Values(Load("ci.yml"), "run").Should().Contain(".ci/run");
        Values(Load("release.yml"), "uses").Should().Contain("./.github/workflows/ci.yml");
        Values(Load("deploy.yml"), "run").Should().NotContain(command => command.Contains("dotnet"));
    }

    /// <summary>unzip creates the folder of its option -d, but not the folder above it.</summary>
    [Fact]
    public void The_deployment_creates_the_folder_above_the_one_of_the_function() =>
        Values(Load("deploy.yml"), "run")
            .Should()
            .Contain("mkdir -p artifacts && unzip release/items-api.zip -d artifacts/function");

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_workflow_may_only_read_unless_a_job_declares_more(string workflow) =>
        Load(workflow)["permissions"].Should().Be(new YamlMappingNode("contents", "read"));

    [Theory]
    [InlineData("ci.yml", "gate", null)]
    [InlineData("release.yml", "build", null)]
    [InlineData("release.yml", "release", "{ { contents, write } }")]
    [InlineData("deploy.yml", "deploy", "{ { contents, read }, { id-token, write } }")]
    public void A_job_has_these_permissions(string workflow, string job, string? permissions)
    {
        var declared = (YamlMappingNode)Load(workflow)["jobs"][job];

        declared.Children.TryGetValue("permissions", out var actual);
        (actual is null ? null : actual.ToString()).Should().Be(permissions);
    }

    private static YamlMappingNode Load(string workflow)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(Path.Combine(Folder, workflow));
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    /// <summary>The texts of a key, wherever it stands.</summary>
    private static IEnumerable<string> Values(YamlNode node, string key) =>
        node
            .AllNodes.OfType<YamlMappingNode>()
            .SelectMany(it => it.Children)
            .Where(it => it.Key.ToString() == key && it.Value is YamlScalarNode)
            .Select(it => it.Value.ToString());

    [GeneratedRegex(
        @"^[\w-]+/[\w-]+@(v\d+|[0-9a-f]{40})$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex PinnedAction();

    [GeneratedRegex(
        @"^(\.ci|\.github|docs|src|tests)/",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex RepositoryPath();
}
