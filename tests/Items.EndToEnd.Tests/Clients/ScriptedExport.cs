using System.Net;
using System.Text;

namespace Items.EndToEnd.Tests.Clients;

/// <summary>Sends one response after the other, and records the requests.</summary>
internal sealed class ScriptedExport(params ScriptedExport.Step[] steps) : HttpMessageHandler
{
    private int _next;

    public List<string> Queries { get; } = [];

    /// <summary>Whether a read waits for data that does not come.</summary>
    public bool IsStalled { get; private set; }

    /// <param name="Body">Sent completely.</param>
    /// <param name="Breaks">Whether the connection breaks after the body.</param>
    /// <param name="Stalls">Whether the connection stays open after the body, without data.</param>
    public sealed record Step(HttpStatusCode Status, string Body, bool Breaks = false, bool Stalls = false);

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        Queries.Add(request.RequestUri!.Query);
        var step = steps[_next++];
        return Task.FromResult(
            new HttpResponseMessage(step.Status) { Content = new StreamContent(new Body(this, step)) }
        );
    }

    private sealed class Body(ScriptedExport export, Step step)
        : MemoryStream(Encoding.UTF8.GetBytes(step.Body), writable: false)
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            int count = await base.ReadAsync(buffer, cancellationToken);
            if (count == 0 && step.Stalls)
            {
                export.IsStalled = true;
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            return count == 0 && step.Breaks
                ? throw new HttpIOException(HttpRequestError.ResponseEnded)
                : count;
        }
    }
}
