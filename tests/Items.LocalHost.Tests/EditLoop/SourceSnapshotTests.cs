using Items.LocalHost.EditLoop;

namespace Items.LocalHost.Tests.EditLoop;

public sealed class SourceSnapshotTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SourceSnapshotTests()
    {
        _folder.Write("src/Items.Api/Items.Api.csproj", "<Project />");
        _folder.Write("src/Items.Api/Items/Item.cs", "");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Added_changed_and_deleted_sources_are_changes()
    {
        _folder.Write("src/Items.Api/Old.cs", "");
        var earlier = SourceSnapshot.Take(_folder.FullPath);

        _folder.Write("src/Items.Api/New.cs", "");
        _folder.Write("openapi.yaml", "");
        File.SetLastWriteTimeUtc(
            _folder.PathTo("src/Items.Api/Items/Item.cs"),
            DateTime.UtcNow.AddSeconds(1)
        );
        File.Delete(_folder.PathTo("src/Items.Api/Old.cs"));

        SourceSnapshot
            .Take(_folder.FullPath)
            .ChangesSince(earlier)
            .Should()
            .BeEquivalentTo(
                "src/Items.Api/New.cs",
                "src/Items.Api/Items/Item.cs",
                "src/Items.Api/Old.cs",
                "openapi.yaml"
            );
    }

    [Theory]
    [InlineData("src/Items.Api/Items/.Item.cs.swp")]
    [InlineData("src/Items.Api/Items/Item.cs~")]
    [InlineData("src/Items.Client/Client.cs")]
    [InlineData("README.md")]
    public void Files_of_editors_and_of_other_projects_are_no_changes(string path)
    {
        var earlier = SourceSnapshot.Take(_folder.FullPath);

        _folder.Write(path, "");

        SourceSnapshot.Take(_folder.FullPath).ChangesSince(earlier).Should().BeEmpty();
    }
}
