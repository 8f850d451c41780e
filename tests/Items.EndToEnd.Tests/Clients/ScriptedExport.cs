using System.Net;
using System.Text;

namespace Items.EndToEnd.Tests.Clients;

/// <summary>Sends one response after the other, and records the requests.</summary>
internal sealed class ScriptedExport(params ScriptedExport.Step[] steps) : HttpMessageHandler
{
    private int _next;

    public List<string> Queries { get; } = [];

    /// <param name="Body">Sent completely.</param>
    /// <param name="Breaks">Whether the connection breaks after the body.</param>
    public sealed record Step(HttpStatusCode Status, string Body, bool Breaks = false);

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        Queries.Add(request.RequestUri!.Query);
        var step = steps[_next++];
        return Task.FromResult(
            new HttpResponseMessage(step.Status) { Content = new StreamContent(new Body(step)) }
        );
    }

    private sealed class Body(Step step) : MemoryStream(Encoding.UTF8.GetBytes(step.Body), writable: false)
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            int count = await base.ReadAsync(buffer, cancellationToken);
            return count == 0 && step.Breaks
                ? throw new HttpIOException(HttpRequestError.ResponseEnded)
                : count;
        }
    }
}
