using System.Diagnostics;
using System.Text.Json;
using Items.ColdStart.Sandboxes;
using Items.ColdStart.Steady;
using Items.LocalHost;

namespace Items.ColdStart.Bulk;

/// <summary>Exports all items and watches the memory of the function.</summary>
internal static class ExportTest
{
    private const string Path = "/api/v1/export";
    private static readonly TimeSpan SamplePause = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(
        FunctionHost host,
        bool isCompressed,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        using var http = new HttpClient(
            new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.GZip }
        );
        long peak = 0;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sampling = Task.Run(
            async () =>
            {
                while (!ended.IsCancellationRequested)
                {
                    peak = Math.Max(peak, ProcessMemory.Read(host.ProcessId()).Rss);
                    await Task.Delay(SamplePause, CancellationToken.None);
                }
            },
            CancellationToken.None
        );
        long start = Stopwatch.GetTimestamp();
        long items = 0;
        int requests = 0;
        string query = "";
        while (query is not null)
        {
            using var request = SignedRequest.Get(host.FunctionUrl, Path, query);
            if (!isCompressed)
            {
                request.Headers.AcceptEncoding.ParseAdd("identity");
            }

            string last = await ReadLastLineAsync(http, request, cancellationToken);
            using var end = JsonDocument.Parse(last);
            items += end.RootElement.GetProperty("count").GetInt64();
            requests++;
            query = end.RootElement.TryGetProperty("cursor", out var cursor) ? $"cursor={cursor}" : null!;
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await ended.CancelAsync();
        await sampling;
        output.WriteLine(
            $"Export{(isCompressed ? " with gzip" : "")}: {items:N0} items in {requests} requests, "
                + $"{items / seconds:N0} items/s, {peak / 1024.0:N1} MB RSS at most"
        );
    }

    private static async Task<string> ReadLastLineAsync(
        HttpClient http,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        using var response = await http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            cancellationToken
        );
        if (!response.IsSuccessStatusCode)
        {
            string error = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new HostError($"GET {Path}: status {(int)response.StatusCode}: {error}");
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        // The last line is short, so the last kilobyte has it; what comes before is not needed.
        byte[] buffer = new byte[64 * 1024];
        byte[] tail = [];
        int count;
        while ((count = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            tail = [.. tail.Concat(buffer.Take(count)).TakeLast(1024)];
        }

        return System.Text.Encoding.UTF8.GetString(tail).TrimEnd('\n').Split('\n')[^1];
    }
}
