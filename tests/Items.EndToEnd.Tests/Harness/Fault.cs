namespace Items.EndToEnd.Tests.Harness;

/// <summary>What a <see cref="TableProxy"/> does with a request.</summary>
/// <param name="Name">Shown in the names of tests.</param>
/// <param name="ApplyAsync">Forwards the request, responds to it, or breaks the connection.</param>
internal sealed record Fault(string Name, Func<ProxiedRequest, Task> ApplyAsync)
{
    /// <summary>Longer than the function waits for one response, shorter than a whole invocation.</summary>
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(2);

    /// <summary>Applied only to the next request.</summary>
    public bool IsOnce { get; private init; }

    public Fault Once => this with { IsOnce = true };

    public static Fault None { get; } =
        new("none", async request => await request.RespondAsync((await request.ForwardAsync()).Bytes));

    /// <summary>The request does not reach the table server, and nothing is sent back.</summary>
    public static Fault NoResponse { get; } = new("no response", _ => Task.CompletedTask);

    public static Fault ResetBeforeWrite { get; } =
        new(
            "reset before the write",
            request =>
            {
                request.Reset();
                return Task.CompletedTask;
            }
        );

    /// <summary>The request is executed, and the connection is reset before the response is sent.</summary>
    public static Fault LostResponse { get; } =
        new(
            "reset after the write",
            async request =>
            {
                await request.ForwardAsync();
                request.Reset();
            }
        );

    public static Fault ClosedAfterWrite { get; } =
        new(
            "closed after the write",
            async request =>
            {
                await request.ForwardAsync();
                request.Close();
            }
        );

    /// <summary>The connection is closed before the last byte of the body.</summary>
    public static Fault TruncatedBody { get; } =
        new(
            "truncated body",
            async request =>
            {
                byte[] response = (await request.ForwardAsync()).Bytes;
                await request.RespondAsync(response.AsMemory(0, response.Length - 1));
                request.Close();
            }
        );

    /// <summary>A body of the right length that is not JSON.</summary>
    public static Fault GarbledBody { get; } =
        new(
            "garbled body",
            async request =>
            {
                var response = await request.ForwardAsync();
                response.Bytes.AsSpan(response.BodyStart).Fill((byte)'#');
                await request.RespondAsync(response.Bytes);
            }
        );

    /// <summary>One byte every 50 ms, so that the whole response takes longer than the function waits.</summary>
    public static Fault ResponseByteByByte { get; } =
        new(
            "response byte by byte",
            async request =>
            {
                byte[] response = (await request.ForwardAsync()).Bytes;
                for (int i = 0; i < response.Length; i++)
                {
                    await request.RespondAsync(response.AsMemory(i, 1));
                    await Task.Delay(TimeSpan.FromMilliseconds(50), request.CancellationToken);
                }
            }
        );

    /// <summary>In four parts, the whole within the time that the function waits.</summary>
    public static Fault SlowResponse { get; } =
        new(
            "slow response",
            async request =>
            {
                byte[] response = (await request.ForwardAsync()).Bytes;
                foreach (byte[] part in response.Chunk((response.Length / 4) + 1))
                {
                    await request.RespondAsync(part);
                    await Task.Delay(TimeSpan.FromMilliseconds(20), request.CancellationToken);
                }
            }
        );

    /// <summary>The response is sent after the function has stopped waiting.</summary>
    public static Fault LateResponse { get; } =
        new(
            "late response",
            async request =>
            {
                var response = await request.ForwardAsync();
                await Task.Delay(TooLong, request.CancellationToken);
                await request.RespondAsync(response.Bytes);
            }
        );

    /// <summary>The request is executed after the function has sent it again.</summary>
    public static Fault LateRequest { get; } =
        new(
            "late request",
            async request =>
            {
                await Task.Delay(TooLong, request.CancellationToken);
                await request.RespondAsync((await request.ForwardAsync()).Bytes);
            }
        );

    public static Fault InternalServerError { get; } =
        Error("InternalServerError", "The request could not be processed.", "500 Internal Server Error");

    public static Fault InternalServerErrorAfterWrite { get; } =
        new(
            "InternalServerError after the write",
            async request =>
            {
                await request.ForwardAsync();
                await InternalServerError.ApplyAsync(request);
            }
        );

    /// <summary>A gateway in front of the table server responds in its place.</summary>
    public static Fault BadGateway { get; } =
        new(
            "502 that is not JSON",
            request => request.RespondAsync("502 Bad Gateway", "<html>Bad Gateway</html>")
        );

    /// <summary>An error of DynamoDB's JSON protocol; the request is not executed.</summary>
    public static Fault Error(string type, string message, string status = "400 Bad Request") =>
        new(
            type,
            request =>
                request.RespondAsync(
                    status,
                    $$"""{"__type":"com.amazonaws.dynamodb.v20120810#{{type}}","message":"{{message}}"}"""
                )
        );

    /// <param name="name">Shown in the names of tests.</param>
    /// <param name="reasons">JSON of the reasons, one for each part of the transaction.</param>
    public static Fault Cancellation(string name, params string[] reasons) =>
        new(
            $"cancelled: {name}",
            request =>
                request.RespondAsync(
                    "400 Bad Request",
                    $$"""
                    {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
                    "message":"Transaction cancelled, please refer cancellation reasons for specific reasons",
                    "CancellationReasons":[{{string.Join(',', reasons)}}]}
                    """
                )
        );

    public override string ToString() => Name;
}
