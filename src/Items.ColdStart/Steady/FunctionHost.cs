using Items.LocalHost;

namespace Items.ColdStart.Steady;

/// <summary>The function behind the local host.</summary>
internal sealed class FunctionHost : IAsyncDisposable
{
    private readonly FunctionFolder _folder;
    private readonly LocalStack _host;

    private FunctionHost(FunctionFolder folder, LocalStack host, LastLines log)
    {
        _folder = folder;
        _host = host;
        Calls = new ItemCalls(new Uri($"http://localhost:{host.Port}"), log);
        RenewToken();
    }

    public ItemCalls Calls { get; }

    /// <param name="options">Template, port, executable and, without a table server, empty tables in memory are added.</param>
    /// <param name="variables">Environment variables of the function in addition to the template's.</param>
    /// <exception cref="HostError">It cannot be started.</exception>
    public static async Task<FunctionHost> StartAsync(
        string function,
        HostOptions options,
        CancellationToken cancellationToken,
        params IEnumerable<string> variables
    )
    {
        var folder = new FunctionFolder(function, variables);
        try
        {
            var log = new LastLines();
            var host = await LocalStack.StartAsync(
                options with
                {
                    Template = Repository.TemplateFile,
                    Port = 0,
                    Ephemeral = true,
                    Bootstrap = folder.Bootstrap,
                },
                log,
                log,
                cancellationToken
            );
            return new FunctionHost(folder, host, log);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Gives <see cref="Calls"/> a new token; a token expires before the end of a long measurement.</summary>
    public string? RenewToken() => Calls.Token = _host.ReadyToken();

    /// <inheritdoc cref="FunctionFolder.ProcessId"/>
    public int ProcessId() => _folder.ProcessId();

    public async ValueTask DisposeAsync()
    {
        Calls.Dispose();
        await _host.DisposeAsync();
        _folder.Dispose();
    }
}
