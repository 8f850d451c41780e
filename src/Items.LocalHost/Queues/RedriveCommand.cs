using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;

namespace Items.LocalHost.Queues;

/// <summary>The command <c>redrive</c>: has a running host process its dead letters again.</summary>
internal sealed class RedriveCommand : Command
{
    private readonly PortOption _port = RunningHost.NewPortOption();

    public RedriveCommand()
        : base("redrive", "Moves the messages of dead-letter queues of a running host back to their queues.")
    {
        Add(_port);
        SetAction(RunAsync);
    }

    /// <returns>0, or 1 after an error.</returns>
    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        using var host = new RunningHost(result.GetValue(_port)!.Value);
        try
        {
            await RedriveAsync(host.Client, cancellationToken);
            return 0;
        }
        catch (Exception error) when (error is HttpRequestException or JsonException)
        {
            string reason = error is HttpRequestException { StatusCode: { } status }
                ? $"it responded {(int)status}"
                : error.Message;
            await Console.Error.WriteLineAsync($"error: {host.NotFound(reason).Message}");
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
