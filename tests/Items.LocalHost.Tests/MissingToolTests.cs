using System.Diagnostics;
using System.Runtime.InteropServices;
using Items.LocalHost.Processes;

namespace Items.LocalHost.Tests;

/// <summary>The host on a machine where a program is not installed.</summary>
public sealed class MissingToolTests : IDisposable
{
    private readonly TestTemplate _template = new(
        TestTemplate.Text(tables: TestTemplate.Tables, concurrency: 1)
    );
    private readonly TemporaryFolder _path = new();

    public void Dispose()
    {
        _template.Dispose();
        _path.Dispose();
    }

    [Theory]
    [InlineData(
        "gcc",
        "error: publishing the function needs gcc or clang as its linker; install one (Debian: apt install gcc)"
    )]
    [InlineData("dotnet", "error: publishing the function needs dotnet on PATH")]
    [InlineData(
        "node",
        "error: publishing the function needs node for its documentation pages; install Node.js 20 or later with npm"
    )]
    public async Task A_missing_program_is_one_error_line(string missing, string error)
    {
        _template.Write("src/Items.Api/Items.Api.csproj", "<Project />");
        string[] tools = ["gcc", "dotnet", "node", "setsid", "setpriv"];
        Link(tools.Except([missing]));

        await using var host = Start(AppContext.BaseDirectory, _path.FullPath);

        (await host.ExitCodeAsync()).Should().Be(1);
        host.StandardError.All.Should().Equal(error);
    }

    [Fact]
    public async Task Without_setsid_and_setpriv_requests_are_served_and_the_limitations_are_one_line()
    {
        Link(["env", "node"]);

        await using var host = Start(
            AppContext.BaseDirectory,
            _path.FullPath,
            "--bootstrap",
            ScriptedHost.Bootstrap
        );
        using var client = await host.ClientAsync();
        await client.GetStringAsync("/whoami");
        await client.GetStringAsync("/whoami");
        var children = LinuxProcess.Children(host.Id);
        host.Send(Signal.Terminate);

        (await host.ExitCodeAsync()).Should().Be(0);
        host.StandardOutput.All.Should()
            .ContainSingle(line => line.StartsWith("Processes"))
            .Which.Should()
            .Be(
                "Processes Ctrl-C does not let invocations finish (no setsid); they outlive a host that is killed (no setpriv)"
            );
        children.Should().HaveCount(2).And.NotContain(id => LinuxProcess.IsRunning(id));
    }

    [Fact]
    public async Task A_missing_table_server_is_one_error_line()
    {
        // A copy of the host, because it also searches the folders above its own.
        using var folder = new TemporaryFolder();
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory))
        {
            File.Copy(file, folder.PathTo(Path.GetFileName(file)));
        }

        await using var host = Start(
            folder.FullPath,
            Environment.GetEnvironmentVariable("PATH")!,
            "--bootstrap",
            ScriptedHost.Bootstrap
        );

        (await host.ExitCodeAsync()).Should().Be(1);
        host.StandardError.All.Should()
            .Equal("error: the table server is missing; run npm ci in the repository");
    }

    private void Link(IEnumerable<string> tools)
    {
        foreach (string tool in tools)
        {
            File.CreateSymbolicLink(_path.PathTo(tool), Tools.Find(tool)!);
        }
    }

    private TestProcess Start(string folder, string path, params string[] options)
    {
        string[] arguments = ["--template", _template.FilePath, "--port", "0", "--ephemeral", .. options];
        var start = new ProcessStartInfo(Path.Combine(folder, "Items.LocalHost"), arguments)
        {
            WorkingDirectory = _template.Folder,
        };
        start.Environment["PATH"] = path;
        // The executable finds the runtime without the program dotnet.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")
        );
        return new TestProcess(start);
    }
}
