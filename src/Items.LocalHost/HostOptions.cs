using System.Collections.ObjectModel;
using Items.LocalHost.Requests;

namespace Items.LocalHost;

/// <summary>The options of the command line; null means not given.</summary>
internal sealed record HostOptions
{
    /// <summary>0 chooses a free port.</summary>
    public int Port { get; init; } = 3000;

    /// <summary>Of the function URL; 0 chooses a free port. Null for 3001, or 0 when <see cref="Port"/> is 0.</summary>
    public int? FunctionUrlPort { get; init; }

    /// <summary>Keep tables and queues in memory only.</summary>
    public bool Ephemeral { get; init; }

    public string? DataFile { get; init; }

    /// <summary>A running DynamoDB-compatible server to use instead of starting one.</summary>
    public Uri? TableServer { get; init; }

    /// <summary>An executable to run instead of the published function.</summary>
    public string? Bootstrap { get; init; }

    /// <summary>Build the function for the JIT compiler instead of publishing it natively.</summary>
    public bool Managed { get; init; }

    /// <summary>Build and replace the function when its sources change; needs <see cref="Managed"/>.</summary>
    public bool Watch { get; init; }

    /// <summary>One sandbox, without timeouts and never frozen, for a debugger.</summary>
    public bool Debug { get; init; }

    public int? Concurrency { get; init; }

    public string? Template { get; init; }

    /// <summary>The issuer whose tokens are accepted instead of those of the template's; needs <see cref="Audience"/>.</summary>
    public string? Issuer { get; init; }

    public string? Audience { get; init; }

    /// <summary>Accept every request without a token, as a user with all scopes.</summary>
    public bool NoAuth { get; init; }

    /// <summary>Permit only the origins of the template by CORS, not every origin of this machine.</summary>
    public bool TemplateCors { get; init; }

    /// <summary>Values of the template's parameters instead of their defaults.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } =
        ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Environment variables of the function, besides or instead of the template's.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } =
        ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Secrets of webhooks, separated by commas or spaces; null for a new one.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary>How many example items to create when there are no items; null for none.</summary>
    public int? Seed { get; init; }

    /// <summary>Also print the lines that Lambda writes to the function's log, and all lines of the function.</summary>
    public bool LambdaLog { get; init; }

    /// <summary>Of the lines for requests; none unless the output is a terminal.</summary>
    public TerminalColors Colors { get; init; } = TerminalColors.None;

    /// <summary>Lambda's limit for INIT, which no template can change; tests shorten it.</summary>
    public TimeSpan InitLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may take to send the body of a request; tests shorten it.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
