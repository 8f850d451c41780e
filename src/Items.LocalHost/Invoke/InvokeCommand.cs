using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Items.LocalHost.Invoke;

/// <summary>The command <c>invoke</c>: has a running host invoke the function with an event.</summary>
/// <remarks>
/// Not a host of its own: the function then has the tables, queues and environment of the running host, and no second process
/// needs the data file.
/// </remarks>
internal sealed class InvokeCommand : Command
{
    private const int FunctionFailed = 1;
    private const int NotInvoked = 2;

    private readonly Argument<string> _event = new("EVENT")
    {
        Description =
            "File with the event as JSON, such as one of an HTTP API (payload format 2.0) or SQS; - for standard input",
    };

    private readonly PortOption _port = RunningHost.NewPortOption();

    public InvokeCommand()
        : base(
            "invoke",
            "Invokes the function of a running host with one event; prints its response, and its log to standard error."
        )
    {
        Add(_event);
        Add(_port);
        SetAction(RunAsync);
    }

    /// <returns>0 when the function responded, 1 when it failed, 2 when it was not invoked.</returns>
    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        string path = result.GetValue(_event)!;
        using var host = new RunningHost(result.GetValue(_port)!.Value);
        try
        {
            byte[] json = await ReadAsync(path, cancellationToken);
            return await PrintAsync(await SendAsync(json, path, host, cancellationToken));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"error: the event cannot be read: {error.Message}");
            return NotInvoked;
        }
        catch (HostError error)
        {
            await Console.Error.WriteLineAsync($"error: {error.Message}");
            return NotInvoked;
        }
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (path != "-")
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }

        await using var input = Console.OpenStandardInput();
        var json = new MemoryStream();
        await input.CopyToAsync(json, cancellationToken);
        return json.ToArray();
    }

    /// <exception cref="HostError">No local host responds, or it does not accept the event.</exception>
    private static async Task<InvokeResult> SendAsync(
        byte[] json,
        string path,
        RunningHost host,
        CancellationToken cancellationToken
    )
    {
        using var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        string name = path == "-" ? "event" : Path.GetFileName(path);
        try
        {
            using var response = await host.Client.PostAsync(
                $"{InvokeEndpoint.Path}?name={Uri.EscapeDataString(name)}",
                content,
                cancellationToken
            );
            return response.StatusCode switch
            {
                HttpStatusCode.OK => (
                    await response.Content.ReadFromJsonAsync(
                        InvokeJsonContext.Default.InvokeResult,
                        cancellationToken
                    )
                )!,
                HttpStatusCode.BadRequest => throw new HostError("the event is not valid JSON"),
                HttpStatusCode.RequestEntityTooLarge => throw new HostError(
                    "the event is larger than Lambda accepts"
                ),
                var status => throw host.NotFound($"it responded {(int)status}"),
            };
        }
        catch (Exception error) when (error is HttpRequestException or JsonException)
        {
            throw host.NotFound(error.Message);
        }
    }

    private static async Task<int> PrintAsync(InvokeResult result)
    {
        foreach (string line in result.Log)
        {
            await Console.Error.WriteLineAsync(line);
        }

        if (result.Error is not null)
        {
            await Console.Error.WriteLineAsync($"error: {result.Error}");
            return FunctionFailed;
        }

        Console.WriteLine(result.Response);
        return 0;
    }
}
