using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Items.LocalHost.Processes;

namespace Items.LocalHost.Tables;

/// <summary>A DynamoDB-compatible server: dynoxide from npm, or one that is already running.</summary>
internal sealed class TableServer : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(10);

    private readonly ChildProcess? _process;
    private readonly FileStream? _lock;

    private TableServer(Uri url, string description, ChildProcess? process, FileStream? dataLock)
    {
        Url = url;
        Description = description;
        _process = process;
        _lock = dataLock;
    }

    public Uri Url { get; }

    /// <summary>Where the data is, for messages.</summary>
    public string Description { get; }

    /// <summary>Whether the host has started it; its data then belongs to this host only.</summary>
    public bool IsOwn => _process is not null;

    /// <summary>Completes with the exit code when a server that the host started has ended.</summary>
    public Task<int> Exited => _process?.Exited ?? new TaskCompletionSource<int>().Task;

    /// <summary>Uses a server that is already running.</summary>
    /// <exception cref="HostError">The server does not respond.</exception>
    public static async Task<TableServer> ConnectAsync(Uri url, CancellationToken cancellationToken) =>
        await RespondsAsync(url, cancellationToken)
            ? new TableServer(url, "stored by that server", process: null, dataLock: null)
            : throw new HostError($"no DynamoDB-compatible server responds at {url} (option --dynamodb)");

    /// <param name="directory">Folder of the template; dynoxide is searched for here and in the folders above.</param>
    /// <param name="dataFile">Null to keep the tables in memory.</param>
    public static async Task<TableServer> StartAsync(
        string directory,
        string? dataFile,
        ProcessLauncher launcher,
        CancellationToken cancellationToken
    )
    {
        string program =
            Tools.FindUpwards(
                "node_modules/@dynoxide/linux-x64/dynoxide",
                directory,
                AppContext.BaseDirectory
            )
            ?? throw new HostError(
                OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64
                    ? "the table server is missing; run npm ci in the repository"
                    : "the table server runs on Linux on x64 only; use a DynamoDB-compatible server with --dynamodb URL"
            );
        var dataLock = dataFile is null ? null : Lock(dataFile);
        string[] store = dataFile is null ? [] : ["--db-path", dataFile];
        try
        {
            // Another process may bind the free port before dynoxide does.
            const int attempts = 5;
            for (int attempt = 1; ; attempt++)
            {
                var errors = new List<string>();
                string port = FreePort().ToString();
                var url = new Uri($"http://127.0.0.1:{port}");
                var process = await launcher.StartAsync(
                    program,
                    ["serve", "--host", "127.0.0.1", "--port", port, .. store],
                    environment: new Dictionary<string, string>(StringComparer.Ordinal),
                    directory,
                    onOutput: _ => { },
                    onError: errors.Add
                );
                if (await IsReadyAsync(process, url, cancellationToken))
                {
                    return new TableServer(url, dataFile ?? "in memory only", process, dataLock);
                }

                string reason = string.Join(' ', errors).Replace("error: ", "", StringComparison.Ordinal);
                if (attempt == attempts || !reason.Contains("in use", StringComparison.Ordinal))
                {
                    throw StartError(dataFile, reason);
                }
            }
        }
        catch
        {
            dataLock?.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            // Acknowledged writes are already on disk; SIGTERM lets the server close the file.
            _process.Terminate();
            await Task.WhenAny(_process.Exited, Task.Delay(TimeSpan.FromSeconds(2)));
            _process.Kill();
            await _process.Exited;
        }

        _lock?.Dispose();
    }

    /// <returns>False when the process ended, or was killed because it did not respond in time.</returns>
    private static async Task<bool> IsReadyAsync(
        ChildProcess process,
        Uri url,
        CancellationToken cancellationToken
    )
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var kill = timeout.Token.Register(process.Kill);
        timeout.CancelAfter(StartTimeout);
        while (!process.Exited.IsCompleted)
        {
            if (await RespondsAsync(url, cancellationToken))
            {
                return !process.Exited.IsCompleted;
            }

            await Task.WhenAny(process.Exited, Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken));
        }

        cancellationToken.ThrowIfCancellationRequested();
        return false;
    }

    /// <summary>True for any HTTP status: servers differ in their response to a GET.</summary>
    private static async Task<bool> RespondsAsync(Uri url, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        client.Timeout = TimeSpan.FromSeconds(5);
        try
        {
            using var response = await client.GetAsync(url, cancellationToken);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    // Two servers with one file would overwrite each other's data. The kernel releases the lock when the process ends.
    private static FileStream Lock(string dataFile)
    {
        try
        {
            return FileLock.TryAcquire($"{dataFile}.lock")
                ?? throw new HostError(
                    $"another local host uses {dataFile}; stop it, or use --ephemeral or another --data"
                );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HostError(
                $"cannot keep data in {dataFile}: {error.Message.TrimEnd('.')}; use --ephemeral or another --data"
            );
        }
    }

    /// <param name="reason">What the table server printed.</param>
    private static HostError StartError(string? dataFile, string reason)
    {
        bool isDamaged =
            reason.Contains("not a valid SQLite database", StringComparison.Ordinal)
            || reason.Contains("malformed", StringComparison.Ordinal);
        return isDamaged
            ? new HostError(
                $"the data file {dataFile} is damaged or not a data file of the local host; delete it or move it away to start with "
                    + "empty tables, or use another file with --data"
            )
            : new HostError(
                $"the table server does not start{(dataFile is null ? "" : $" on {dataFile}")}: {reason}"
            );
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
