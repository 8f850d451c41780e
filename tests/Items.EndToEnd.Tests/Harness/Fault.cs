namespace Items.EndToEnd.Tests.Harness;

/// <summary>What a <see cref="TableProxy"/> does with a request.</summary>
/// <param name="Name">For the names of tests.</param>
/// <param name="MeetAsync">Forwards, answers or breaks the connection.</param>
internal sealed record Fault(string Name, Func<Exchange, Task> MeetAsync)
{
    /// <summary>Longer than the function waits for one answer, shorter than a whole invocation.</summary>
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(2);

    /// <summary>Only with the next request.</summary>
    public bool IsOnce { get; private init; }

    public Fault Once => this with { IsOnce = true };

    public static Fault None { get; } =
        new("none", async exchange => await exchange.AnswerAsync(await exchange.ForwardAsync()));

    /// <summary>The request arrives nowhere and nothing comes back.</summary>
    public static Fault Silence { get; } = new("silence", _ => Task.CompletedTask);

    public static Fault ResetBefore { get; } =
        new(
            "reset before the write",
            exchange =>
            {
                exchange.Reset();
                return Task.CompletedTask;
            }
        );

    /// <summary>The request is carried out, but the connection breaks before its answer is back.</summary>
    public static Fault LostAnswer { get; } =
        new(
            "reset after the write",
            async exchange =>
            {
                await exchange.ForwardAsync();
                exchange.Reset();
            }
        );

    public static Fault ClosedAfter { get; } =
        new(
            "closed after the write",
            async exchange =>
            {
                await exchange.ForwardAsync();
                exchange.Close();
            }
        );

    /// <summary>The body ends too early, and the connection with it.</summary>
    public static Fault TruncatedBody { get; } =
        new(
            "truncated body",
            async exchange =>
            {
                byte[] answer = await exchange.ForwardAsync();
                await exchange.AnswerAsync(answer.AsMemory(0, answer.Length - 1));
                exchange.Close();
            }
        );

    /// <summary>The whole length, but something else in it.</summary>
    public static Fault GarbledBody { get; } =
        new(
            "garbled body",
            async exchange =>
            {
                byte[] answer = await exchange.ForwardAsync();
                answer.AsSpan(HttpMessageReader.BodyOf(answer)).Fill((byte)'#');
                await exchange.AnswerAsync(answer);
            }
        );

    /// <summary>The answer comes byte by byte and takes longer than anybody waits.</summary>
    public static Fault SlowBytes { get; } =
        new(
            "slow bytes",
            async exchange =>
            {
                byte[] answer = await exchange.ForwardAsync();
                for (int i = 0; i < answer.Length; i++)
                {
                    await exchange.AnswerAsync(answer.AsMemory(i, 1));
                    await Task.Delay(TimeSpan.FromMilliseconds(50), exchange.Stopping);
                }
            }
        );

    /// <summary>Slow, but not so slow that anybody gives up.</summary>
    public static Fault Hesitation { get; } =
        new(
            "hesitation",
            async exchange =>
            {
                byte[] answer = await exchange.ForwardAsync();
                foreach (byte[] part in answer.Chunk((answer.Length / 4) + 1))
                {
                    await exchange.AnswerAsync(part);
                    await Task.Delay(TimeSpan.FromMilliseconds(20), exchange.Stopping);
                }
            }
        );

    public static Fault LateAnswer { get; } =
        new(
            "late answer",
            async exchange =>
            {
                byte[] answer = await exchange.ForwardAsync();
                await Task.Delay(TooLong, exchange.Stopping);
                await exchange.AnswerAsync(answer);
            }
        );

    /// <summary>The network holds the request back so long that its successors overtake it.</summary>
    public static Fault LateRequest { get; } =
        new(
            "late request",
            async exchange =>
            {
                await Task.Delay(TooLong, exchange.Stopping);
                await exchange.AnswerAsync(await exchange.ForwardAsync());
            }
        );

    public static Fault InternalServerError { get; } =
        Refusal("InternalServerError", "The request could not be processed.", "500 Internal Server Error");

    /// <summary>The server fails after it has written.</summary>
    public static Fault InternalServerErrorAfter { get; } =
        new(
            "InternalServerError after the write",
            async exchange =>
            {
                await exchange.ForwardAsync();
                await InternalServerError.MeetAsync(exchange);
            }
        );

    /// <summary>Something in front of the table server fails, in words of its own.</summary>
    public static Fault BadGateway { get; } =
        new(
            "502 that is not JSON",
            exchange => exchange.AnswerAsync("502 Bad Gateway", "<html>Bad Gateway</html>")
        );

    /// <summary>The table server refuses with an error of DynamoDB's JSON protocol.</summary>
    public static Fault Refusal(string type, string message, string status = "400 Bad Request") =>
        new(
            type,
            exchange =>
                exchange.AnswerAsync(
                    status,
                    $$"""{"__type":"com.amazonaws.dynamodb.v20120810#{{type}}","message":"{{message}}"}"""
                )
        );

    /// <param name="name">What is wrong.</param>
    /// <param name="reasons">JSON of the reasons, one for each part of the transaction.</param>
    public static Fault Cancellation(string name, params string[] reasons) =>
        new(
            $"cancelled: {name}",
            exchange =>
                exchange.AnswerAsync(
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
