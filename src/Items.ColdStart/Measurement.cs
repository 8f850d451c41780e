using Items.ColdStart.Operations;
using Items.ColdStart.Reporting;
using Items.ColdStart.Sandboxes;
using Items.ColdStart.Tables;
using Items.LocalHost;
using Items.LocalHost.Lambda;

namespace Items.ColdStart;

/// <summary>The measurements of a contestant with one operation over one transport.</summary>
internal sealed record Series(
    Contestant Contestant,
    Operation Operation,
    Transport Transport,
    List<IReadOnlyDictionary<Metric, double>> Samples
);

/// <summary>Starts the contestants in turn, so that other load on the machine affects all of them alike.</summary>
internal sealed class Measurement
{
    private readonly ResponseLog _responses = new();
    private readonly Backend _backend;
    private readonly Conditions _conditions;
    private readonly string _trustedFile;
    private readonly string _trustedFolder;
    private readonly string _log;

    /// <param name="folder">For the files of the measurement.</param>
    public Measurement(Backend backend, TestCertificates certificates, string folder, Conditions conditions)
    {
        _backend = backend;
        _conditions = conditions;
        _log = Path.Combine(folder, "output.log");
        _trustedFile = Path.Combine(folder, "trusted.pem");
        _trustedFolder = Directory.CreateDirectory(Path.Combine(folder, "trusted")).FullName;
        File.WriteAllText(_trustedFile, certificates.Trusted);
        foreach (var (name, pem) in certificates.TrustedFiles)
        {
            File.WriteAllText(Path.Combine(_trustedFolder, name), pem);
        }
    }

    /// <param name="progress">Called after every round; round 0 warms up and is dropped.</param>
    /// <exception cref="HostError">A contestant failed.</exception>
    public IReadOnlyList<Series> Run(
        IReadOnlyList<Contestant> contestants,
        MeasureOptions options,
        Action<int> progress,
        CancellationToken cancellationToken
    )
    {
        Series[] all =
        [
            .. from name in options.Operations
            let operation = OperationSet.Create(name)
            from transport in options.Transports
            from contestant in contestants
            where contestant.Operations.Contains(name)
            select new Series(contestant, operation, transport, []),
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

    private IReadOnlyDictionary<Metric, double> Start(
        Series series,
        int calls,
        CancellationToken cancellationToken
    )
    {
        _conditions.BeforeStart(series.Contestant);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        try
        {
            var launch = new Launch(series.Contestant.Bootstrap, Environment(series), _log);
            IReadOnlyDictionary<Metric, double> sample;
            using (var server = new RuntimeApiServer(launch, series.Operation, _responses, cancellationToken))
            {
                sample = server.Measure(calls, _conditions.AfterInit);
            }

            foreach (var response in _responses.All)
            {
                series.Operation.Verify(response);
            }

            return sample;
        }
        catch (HostError error)
        {
            throw new HostError($"{series.Contestant.Name} failed: {error.Message}");
        }
    }

    /// <summary>The same for every contestant: variables of Lambda and of the template, trusted certificates.</summary>
    private Dictionary<string, string> Environment(Series series)
    {
        var environment = new SandboxEnvironment(
            Repository.Template.Function,
            tableServer: null,
            awsServices: null,
            loginUrl: null,
            traceDaemon: "127.0.0.1:2000"
        ).Variables(series.Contestant.Folder, runtimeApi: "");
        environment["AWS_ENDPOINT_URL_DYNAMODB"] = _backend.Url(series.Transport);
        environment["SSL_CERT_DIR"] = _trustedFolder;
        // Without it the system's roots would be read too.
        environment["SSL_CERT_FILE"] = "/nonexistent";
        environment["AWS_CA_BUNDLE"] = _trustedFile;
        environment["NODE_EXTRA_CA_CERTS"] = _trustedFile;
        // Lambda's user has no home folder. From the developer's .NET would load more certificates.
        environment["HOME"] = "/nonexistent";
        return environment;
    }
}
