using System.CommandLine;
using System.CommandLine.Help;
using Items.LocalHost.Aws;
using Items.LocalHost.Invoke;
using Items.LocalHost.Lambda;
using Items.LocalHost.Migration;
using Items.LocalHost.Queues;

namespace Items.LocalHost;

/// <summary>The options of <c>dotnet run --project src/Items.LocalHost -- …</c>.</summary>
internal sealed class CommandLine
{
    /// <summary>Of the HTTP API, unless another is chosen.</summary>
    public const int DefaultPort = 3000;

    private readonly PortOption _port = new("--port")
    {
        Description = "Port on localhost; 0 chooses a free one",
        DefaultValueFactory = _ => DefaultPort,
    };

    private readonly PortOption _functionUrlPort = new("--function-url-port")
    {
        Description =
            "Port of the function URL on localhost; 0 chooses a free one (default: 3001, or 0 with --port 0)",
    };

    private readonly Option<bool> _ephemeral = new("--ephemeral")
    {
        Description = "Keep tables and queues in memory; they are lost when the host stops",
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description =
            "Data file of the tables; the queues are in a file beside it (default: artifacts/local/items.db)",
        HelpName = "PATH",
    };

    private readonly Option<string?> _dynamoDb = new("--dynamodb")
    {
        Description = "Use the DynamoDB-compatible server at this URL instead of starting one",
        HelpName = "URL",
    };

    private readonly Option<string?> _bootstrap = new("--bootstrap")
    {
        Description = "Run this executable instead of publishing src/Items.Api",
        HelpName = "PATH",
    };

    private readonly Option<bool> _managed = new("--managed")
    {
        Description =
            "Build src/Items.Api for the JIT compiler, in seconds, instead of publishing it natively",
    };

    private readonly Option<bool> _watch = new("--watch")
    {
        Description = "As --managed, and build again when a source changes, without dropping a request",
    };

    private readonly Option<bool> _debug = new("--debug")
    {
        Description = "One process of the function, without timeouts, to attach a debugger to",
    };

    private readonly NumberOption _concurrency = new("--concurrency")
    {
        Description =
            "Maximum number of concurrent invocations (default: ReservedConcurrentExecutions of the template, else 100)",
    };

    private readonly Option<string?> _template = new("--template")
    {
        Description = "The template to run (default: template.yaml in this folder or the nearest one above)",
        HelpName = "PATH",
    };

    private readonly AssignmentOption _parameters = new("--parameter")
    {
        Description = "Value of a parameter of the template instead of its default; repeatable",
    };

    private readonly AssignmentOption _environment = new("--env", SandboxEnvironment.FindNameError)
    {
        Description =
            "Environment variable of the function, besides or instead of the template's; repeatable",
    };

    private readonly Option<bool> _templateCors = new("--template-cors")
    {
        Description =
            "Permit only the origins of the template by CORS, as on AWS (default: every origin of this machine too)",
    };

    private readonly Option<string?> _issuer = new("--issuer")
    {
        Description = "Accept the tokens of this OpenID issuer instead of the local one; needs --audience",
        HelpName = "URL",
    };

    private readonly Option<string?> _audience = new("--audience")
    {
        Description = "Required aud or client_id of the tokens of --issuer",
        HelpName = "ID",
    };

    private readonly Option<bool> _noAuth = new("--no-auth")
    {
        Description = "Accept every request without a token, as a user with all scopes",
    };

    private readonly Option<string?> _webhookSecret = new("--webhook-secret")
    {
        Description =
            "Secret of the senders of webhooks, or several separated by commas (default: a new one)",
        HelpName = "whsec_…",
    };

    private readonly NumberOption _seed = new("--seed", 1, 10_000, "a whole number from 1 to 10000")
    {
        Description = "Create N example items when there are no items",
    };

    private readonly Option<bool> _lambdaLog = new("--lambda-log")
    {
        Description = "Also print Lambda's log: START, END, REPORT and every line of the function",
    };

    private readonly InvokeCommand _invoke = new();
    private readonly MigrateCommand _migrate = new();
    private readonly RedriveCommand _redrive = new();

    private readonly RootCommand _command;

    public CommandLine()
    {
        _command = new RootCommand("Runs template.yaml on this machine: HTTP API, Lambda, DynamoDB and SQS.")
        {
            _port,
            _functionUrlPort,
            _ephemeral,
            _data,
            _dynamoDb,
            _bootstrap,
            _managed,
            _watch,
            _debug,
            _concurrency,
            _template,
            _parameters,
            _environment,
            _templateCors,
            _issuer,
            _audience,
            _noAuth,
            _webhookSecret,
            _seed,
            _lambdaLog,
            _invoke,
            _migrate,
            _redrive,
        };
        _command.SetAction(
            (result, cancellationToken) => Program.RunAsync(ToOptions(result), cancellationToken)
        );
    }

    /// <inheritdoc cref="Program.Main"/>
    public async Task<int> RunAsync(string[] arguments)
    {
        var result = _command.Parse(arguments);
        if (result.Action is not HelpAction && FindError(result) is { } error)
        {
            await Console.Error.WriteLineAsync($"error: {error} Try --help.");
            return 2;
        }

        var configuration = new InvocationConfiguration();
        if (result.CommandResult.Command == _command)
        {
            // Program handles Ctrl-C: running invocations may finish first.
            configuration.ProcessTerminationTimeout = null;
        }

        return await result.InvokeAsync(configuration);
    }

    private HostOptions ToOptions(ParseResult result) =>
        new()
        {
            Port = result.GetValue(_port)!.Value,
            FunctionUrlPort = result.GetValue(_functionUrlPort),
            Ephemeral = result.GetValue(_ephemeral),
            DataFile = result.GetValue(_data),
            TableServer = result.GetValue(_dynamoDb) is { } url ? new Uri(url) : null,
            Bootstrap = result.GetValue(_bootstrap),
            Managed = result.GetValue(_managed) || result.GetValue(_watch),
            Watch = result.GetValue(_watch),
            Debug = result.GetValue(_debug),
            Concurrency = result.GetValue(_concurrency),
            Template = result.GetValue(_template),
            Parameters = _parameters.ValuesOf(result),
            Environment = _environment.ValuesOf(result),
            TemplateCors = result.GetValue(_templateCors),
            Issuer = result.GetValue(_issuer),
            Audience = result.GetValue(_audience),
            NoAuth = result.GetValue(_noAuth),
            WebhookSecret = result.GetValue(_webhookSecret),
            Seed = result.GetValue(_seed),
            LambdaLog = result.GetValue(_lambdaLog),
        };

    private string? FindError(ParseResult result)
    {
        if (result.Errors.Count > 0)
        {
            return result.Errors[0].Message;
        }

        var command = result.CommandResult.Command;
        if (command == _migrate && _migrate.FindError(result) is { } error)
        {
            return error;
        }

        if (command != _command)
        {
            return _command.Options.FirstOrDefault(IsGiven) is { } misplaced
                ? $"{misplaced.Name} before {command.Name} has no effect; its options follow it."
                : null;
        }

        Option<string?>[] paths = [_data, _template, _bootstrap];
        Option[] tableOptions = [_ephemeral, _data, _dynamoDb];
        return paths.FirstOrDefault(option => result.GetValue(option) is "") is { } withoutPath
                ? $"{withoutPath.Name} needs a path."
            : tableOptions.Count(IsGiven) > 1 ? "--ephemeral, --data and --dynamodb exclude each other."
            : result.GetValue(_webhookSecret) is { } secret && !WebhookSecret.IsValid(secret)
                ? "--webhook-secret needs whsec_ and the secret in base64."
            : result.GetValue(_bootstrap) is not null
            && (result.GetValue(_managed) || result.GetValue(_watch))
                ? "--bootstrap excludes --managed and --watch."
            : result.GetValue(_debug) && result.GetValue(_concurrency) is not null
                ? "--debug and --concurrency exclude each other."
            : result.GetValue(_dynamoDb) is { } url && !IsHttp(url)
                ? "--dynamodb needs a URL such as http://localhost:8000."
            : result.GetValue(_issuer) is { } issuer && !IsHttp(issuer)
                ? "--issuer needs a URL such as https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC123."
            : result.GetValue(_issuer) is null != result.GetValue(_audience) is null
                ? "--issuer and --audience must be used together."
            : result.GetValue(_noAuth) && result.GetValue(_issuer) is not null
                ? "--no-auth and --issuer exclude each other."
            : null;

        bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false };
    }

    internal static bool IsHttp(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https");
}
