using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>One connection of the function through a <see cref="TableProxy"/>.</summary>
internal sealed class ProxyConnection(TableProxy proxy, Socket client) : IDisposable
{
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp);
    private volatile bool _losesAnswer;

    /// <summary>See <see cref="TableProxy.ForgetConnections"/>.</summary>
    public bool IsForgotten { get; set; }

    public async Task RelayAsync(Uri target, CancellationToken stopping)
    {
        await _server.ConnectAsync(target.Host, target.Port, stopping);
        var answers = RelayAnswersAsync(stopping);
        await RelayRequestsAsync(stopping);
        Close();
        await answers;
    }

    public void Close() => Dispose();

    public void Reset()
    {
        try
        {
            client.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception failure) when (failure is ObjectDisposedException or SocketException)
        {
            // The other side was faster.
        }

        Dispose();
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private async Task RelayRequestsAsync(CancellationToken stopping)
    {
        var pending = new List<byte>();
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = await client.ReceiveAsync(buffer, stopping)) > 0)
        {
            pending.AddRange(buffer.AsSpan(0, count));
            if (!IsComplete(pending))
            {
                continue;
            }

            byte[] request = [.. pending];
            pending.Clear();
            await HandleAsync(request, stopping);
        }
    }

    private async Task HandleAsync(byte[] request, CancellationToken stopping)
    {
        var fault = proxy.Meet(this);
        if (fault is Fault.Swallow)
        {
            return;
        }

        if (fault is Fault.Refuse refusal)
        {
            await client.SendAsync(Refusal(refusal), stopping);
            return;
        }

        _losesAnswer = fault is Fault.LoseAnswer;
        await _server.SendAsync(request, stopping);
    }

    private async Task RelayAnswersAsync(CancellationToken stopping)
    {
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = await _server.ReceiveAsync(buffer, stopping)) > 0)
        {
            if (_losesAnswer)
            {
                Reset();
                return;
            }

            await client.SendAsync(buffer.AsMemory(0, count), stopping);
        }

        Close();
    }

    /// <summary>The SDK sends every request with a length, one after the other.</summary>
    private static bool IsComplete(List<byte> bytes)
    {
        string text = Encoding.Latin1.GetString([.. bytes]);
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        const string Name = "content-length:";
        string? length = text[..end]
            .Split("\r\n")
            .FirstOrDefault(line => line.StartsWith(Name, StringComparison.OrdinalIgnoreCase));
        int expected = length is null ? 0 : int.Parse(length[Name.Length..], CultureInfo.InvariantCulture);
        return text.Length >= end + 4 + expected;
    }

    private static byte[] Refusal(Fault.Refuse refusal)
    {
        string body =
            $$"""{"__type":"com.amazonaws.dynamodb.v20120810#{{refusal.Type}}","message":"{{refusal.Message}}"}""";
        return Encoding.UTF8.GetBytes(
            $"HTTP/1.1 400 Bad Request\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {body.Length}\r\n"
                + $"x-amzn-RequestId: 4KBNVRGD25RG1KEO9UT4V3FQDJVV4KQNSO5AEMVJF66Q9ASUAAJG\r\n\r\n{body}"
        );
    }
}
