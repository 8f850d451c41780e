using Items.ColdStart.Operations;
using Items.ColdStart.Sandboxes;
using Items.ColdStart.Tables;
using Items.LocalHost;
using Items.LocalHost.Lambda;
using Items.LocalHost.Template;

namespace Items.ColdStart;

/// <summary>One row of a report: a contestant with one operation over one transport.</summary>
internal sealed record Series(
    Contestant Contestant,
    Operation Operation,
    Transport Transport,
    List<Sample> Samples
);

/// <summary>Starts the contestants in turn, so that whatever else the machine does meets all of them alike.</summary>
internal sealed class Measurement(
    SamTemplate stack,
    Backend backend,
    TestCertificates certificates,
    string folder,
    Conditions conditions
)
{
    private readonly AnswerLog _answers = new();

    /// <param name="progress">Told after every round; round 0 warms up and is dropped.</param>
    /// <exception cref="HostError">A contestant failed.</exception>
    public IReadOnlyList<Series> Run(
        IReadOnlyList<Contestant> contestants,
        MeasureOptions options,
        Action<int> progress,
        CancellationToken cancellationToken
    )
    {
        File.WriteAllText(Path.Combine(folder, "trusted.pem"), certificates.Trusted);
        Directory.CreateDirectory(Path.Combine(folder, "no-certificates"));
        Series[] all =
        [
            .. from operation in options.Operations
            let made = OperationSet.Create(operation, stack)
            from transport in options.Transports
            from contestant in contestants
            where contestant.Operations.Contains(operation)
            select new Series(contestant, made, transport, []),
        ];
        for (int round = 0; round <= options.Rounds; round++)
        {
            foreach (var series in all)
            {
                var sample = Start(series, options.Calls, cancellationToken);
                if (round > 0)
                {
                    series.Samples.Add(sample);
                }
            }

            progress(round);
        }

        return all;
    }

    private Sample Start(Series series, int calls, CancellationToken cancellationToken)
    {
        conditions.BeforeStart(series.Contestant);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        try
        {
            var sample = RuntimeApiPlayer.Play(
                new Launch(
                    series.Contestant.Bootstrap,
                    Environment(series),
                    Path.Combine(folder, "output.log")
                ),
                series.Operation,
                calls,
                _answers,
                conditions.AfterInit,
                cancellationToken
            );
            foreach (var answer in _answers.All)
            {
                series.Operation.Verify(answer);
            }

            return sample;
        }
        catch (HostError error)
        {
            throw new HostError($"{series.Contestant.Name} failed: {error.Message}");
        }
    }

    /// <summary>The same for every contestant: what Lambda sets, what the template sets, whom to trust.</summary>
    private Dictionary<string, string> Environment(Series series)
    {
        string trusted = Path.Combine(folder, "trusted.pem");
        var environment = SandboxEnvironment.Create(
            stack.Function,
            series.Contestant.Folder,
            runtimeApi: "",
            tableServer: null,
            loginUrl: null
        );
        environment["AWS_ENDPOINT_URL_DYNAMODB"] = backend.Url(series.Transport);
        environment["SSL_CERT_FILE"] = trusted;
        environment["SSL_CERT_DIR"] = Path.Combine(folder, "no-certificates");
        environment["AWS_CA_BUNDLE"] = trusted;
        environment["NODE_EXTRA_CA_CERTS"] = trusted;
        // Lambda's user has no home. Here .NET would find the developer's, and read the certificates that are in it.
        environment["HOME"] = "/nonexistent";
        return environment;
    }
}
