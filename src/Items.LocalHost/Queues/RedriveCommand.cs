using System.CommandLine;
using System.Net.Http.Json;

namespace Items.LocalHost.Queues;

/// <summary>The command <c>redrive</c>: has a running host process its dead letters again.</summary>
internal sealed class RedriveCommand : Command
{
    private readonly Option<int> _port = new("--port")
    {
        Description = "Port of the running local host",
        HelpName = "N",
        DefaultValueFactory = _ => 3000,
    };

    public RedriveCommand()
        : base("redrive", "Moves the messages of dead-letter queues of a running host back to their queues.")
    {
        Add(_port);
        SetAction(RunAsync);
    }

    /// <returns>What is wrong with the options; null when they are valid.</returns>
    public string? FindError(ParseResult result) =>
        result.GetValue(_port) is < 1 or > 65535 ? "--port needs a number from 1 to 65535." : null;

    /// <returns>0, or 1 after an error.</returns>
    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        int port = result.GetValue(_port);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri($"http://localhost:{port}"),
        };
        try
        {
            await RedriveAsync(client, cancellationToken);
            return 0;
        }
        catch (HttpRequestException error)
        {
            string reason = error.StatusCode is { } status ? $"it responded {(int)status}" : error.Message;
            await Console.Error.WriteLineAsync($"error: no local host responds on port {port}: {reason}");
            return 1;
        }
    }

    private static async Task RedriveAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var queues = await client.GetFromJsonAsync(
            QueueEndpoints.Path,
            QueueJsonContext.Default.IReadOnlyListQueueState,
            cancellationToken
        );
        foreach (var queue in queues!.Where(queue => queue.DeadLettersOf.Count > 0))
        {
            using var response = await client.PostAsync(
                QueueEndpoints.RedriveOf(queue.Name),
                content: null,
                cancellationToken
            );
            response.EnsureSuccessStatusCode();
            var redriven = await response.Content.ReadFromJsonAsync(
                QueueJsonContext.Default.RedriveResult,
                cancellationToken
            );
            string targets = string.Join(", ", queue.DeadLettersOf);
            string messages = redriven!.Moved == 1 ? "1 message" : $"{redriven.Moved} messages";
            Console.WriteLine($"Moved {messages} from {queue.Name} to {targets}");
        }
    }
}
