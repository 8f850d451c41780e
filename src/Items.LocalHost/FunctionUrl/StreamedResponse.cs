using System.Buffers;
using System.IO.Pipelines;
using Items.LocalHost.Gateway;
using Items.LocalHost.Lambda;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.FunctionUrl;

/// <summary>Passes a response that the function streams on to the client.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html</remarks>
internal static class StreamedResponse
{
    /// <summary>A larger one is invalid.</summary>
    private const int MaximumPrelude = 64 * 1024;

    /// <summary>A response without status and headers of the function.</summary>
    public static HttpApiResponse Unframed(ReadOnlyMemory<byte> body) =>
        new(200, [KeyValuePair.Create("content-type", "application/octet-stream")], [], body);

    /// <summary>Reads the prelude, JSON with status and headers up to eight zero bytes.</summary>
    /// <returns>Null when it is not valid. The stream is read to its end then, so that the function can finish.</returns>
    public static async Task<HttpApiResponse?> ReadHeadAsync(ResponseStream stream)
    {
        if (!stream.HasPrelude)
        {
            return Unframed(default);
        }

        while (true)
        {
            var read = await stream.Reader.ReadAsync();
            if (TakePrelude(read.Buffer, out var prelude, out var rest))
            {
                var head = HttpApiResponse.Parse(prelude.ToArray());
                stream.Reader.AdvanceTo(rest);
                if (head is null)
                {
                    await CopyAsync(stream.Reader, Stream.Null);
                }

                return head;
            }

            stream.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted || read.Buffer.Length > MaximumPrelude)
            {
                await CopyAsync(stream.Reader, Stream.Null);
                return null;
            }
        }
    }

    /// <summary>
    /// Writes the response, each part as soon as it arrives. The function runs to its end also when the client disconnects:
    /// the writes have no effect then.
    /// </summary>
    public static async Task WriteAsync(HttpContext context, HttpApiResponse head, ResponseStream stream)
    {
        bool hasBody = head.WriteHead(context) && !HttpMethods.IsHead(context.Request.Method);
        await context.Response.StartAsync();
        await CopyAsync(stream.Reader, hasBody ? context.Response.Body : Stream.Null);
    }

    private static bool TakePrelude(
        ReadOnlySequence<byte> received,
        out ReadOnlySequence<byte> prelude,
        out SequencePosition rest
    )
    {
        var reader = new SequenceReader<byte>(received);
        bool isFound = reader.TryReadTo(out prelude, "\0\0\0\0\0\0\0\0"u8, advancePastDelimiter: true);
        rest = reader.Position;
        return isFound;
    }

    private static async Task CopyAsync(PipeReader source, Stream target)
    {
        bool isEnd = false;
        while (!isEnd)
        {
            var read = await source.ReadAsync();
            foreach (var part in read.Buffer)
            {
                await target.WriteAsync(part);
            }

            await target.FlushAsync();
            source.AdvanceTo(read.Buffer.End);
            isEnd = read.IsCompleted;
        }
    }
}
