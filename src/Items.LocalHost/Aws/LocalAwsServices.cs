using System.Net;
using Items.LocalHost.Queues;
using Items.LocalHost.Template;

namespace Items.LocalHost.Aws;

/// <summary>The running services of AWS that the function calls: SQS and the parameter store.</summary>
/// <param name="Url">Null when the function calls none.</param>
/// <param name="Queues">Null when the template has none.</param>
internal sealed record LocalAwsServices(Uri? Url, QueueStore? Queues)
{
    /// <param name="journalFile">Keeps the messages of the queues; null to keep them in memory.</param>
    /// <param name="resources">Receives every part as soon as it is started.</param>
    public static async Task<LocalAwsServices> StartAsync(
        SamTemplate template,
        HostOptions options,
        string? journalFile,
        DisposableStack resources,
        TextWriter output,
        TextWriter error
    )
    {
        var queues =
            template.Queues.Count > 0
                ? resources.Add(QueueStore.Open(template.Queues, journalFile, TimeProvider.System))
                : null;
        List<IAwsService> services = [];
        if (queues is not null)
        {
            services.Add(new SqsService(queues));
        }

        string? parameter = WebhookSecret.ParameterOf(template.Function);
        string secret = options.WebhookSecret ?? WebhookSecret.Create();
        if (parameter is not null)
        {
            services.Add(new ParameterStore(parameter, secret));
        }

        if (services.Count == 0)
        {
            return new LocalAwsServices(Url: null, Queues: null);
        }

        var server = resources.Add(
            await LoopbackServer.StartAsync(
                LoopbackPort.ListenOnFree(IPAddress.Loopback),
                new AwsServices(services, options.BodyTimeout, TimeProvider.System).HandleAsync,
                error
            )
        );
        var url = new Uri($"http://127.0.0.1:{server.Port}");
        if (queues is not null)
        {
            output.WriteLine($"Queues    {string.Join(", ", template.Queues.Select(queue => queue.Name))}");
            output.WriteLine($"          at {url}, data {journalFile ?? "in memory only"}");
        }

        if (parameter is not null)
        {
            output.WriteLine($"Webhooks  secret {secret}");
        }

        return new LocalAwsServices(url, queues);
    }
}
