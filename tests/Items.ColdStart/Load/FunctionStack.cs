using Items.LocalHost;

namespace Items.ColdStart.Load;

/// <summary>The function behind the local host, with empty tables in memory.</summary>
internal sealed class FunctionStack : IAsyncDisposable
{
    private readonly FunctionFolder _folder;
    private readonly LocalDeployment _stack;

    private FunctionStack(FunctionFolder folder, LocalDeployment stack, LastLines log)
    {
        _folder = folder;
        _stack = stack;
        Calls = new ItemCalls(new Uri($"http://localhost:{stack.Port}"), log);
        RenewToken();
    }

    public ItemCalls Calls { get; }

    public string? Token { get; private set; }

    /// <param name="variables">Of the function, beside the template's.</param>
    /// <exception cref="HostError">It cannot be started.</exception>
    public static async Task<FunctionStack> StartAsync(
        string function,
        int concurrency,
        CancellationToken cancellationToken,
        params IEnumerable<string> variables
    )
    {
        var folder = new FunctionFolder(function, variables);
        try
        {
            var options = new HostOptions
            {
                Template = OurFunction.Template,
                Port = 0,
                Ephemeral = true,
                Bootstrap = folder.Bootstrap,
                Concurrency = concurrency,
            };
            var log = new LastLines();
            var stack = await LocalDeployment.StartAsync(options, log, log, cancellationToken);
            return new FunctionStack(folder, stack, log);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Tokens end; a long measurement does not.</summary>
    public void RenewToken()
    {
        Token = _stack.CreateAccessToken();
        Calls.Token = Token;
    }

    /// <inheritdoc cref="FunctionFolder.ProcessId"/>
    public int ProcessId() => _folder.ProcessId();

    public async ValueTask DisposeAsync()
    {
        Calls.Dispose();
        await _stack.DisposeAsync();
        _folder.Dispose();
    }
}
