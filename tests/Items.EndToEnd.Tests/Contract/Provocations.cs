using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests.Contract;

/// <summary>What brings an operation to each of its answers.</summary>
internal sealed class Provocations(EveryAnswerFixture stacks, Operation operation)
{
    private const string TwoWrongFields = """{"name": "", "price": 0, "category": "kitchen"}""";
    private const string NotJson = """{"name": "mugs", }""";

    /// <summary>Without a token where the contract asks for none.</summary>
    private HttpClient Client => operation.IsPublic ? Stranger : stacks.Stack.Client;

    private HttpClient Stranger => stacks.Stack.AnonymousClient;

    /// <returns>Answers of this status, enough to show all that the contract says about it.</returns>
    public Task<Answer[]> ProvokeAsync(int status) =>
        status switch
        {
            200 or 201 or 204 => SucceedAsync(),
            304 => NotModifiedAsync(),
            400 => EachAsync(() => MalformedAsync()),
            401 => EachAsync(() => CallAsync(Stranger), () => CallAsync(stacks.Unguarded.AnonymousClient)),
            403 => ForbiddenAsync(),
            404 => EachAsync(() => CallAsync(Client)),
            409 => ConflictAsync(),
            412 => PreconditionFailedAsync(),
            413 => EachAsync(() => Sized((64 * 1024) + 1), () => Sized((10 * 1024 * 1024) + 1)),
            415 => EachAsync(() => CallAsync(Client, contentType: "text/plain")),
            422 => InvalidAsync(),
            431 => EachAsync(() => CallAsync(Client, headers: ("x-large", new string('x', 10_300)))),
            500 => FailAsync(),
            503 => UnavailableAsync(),
            _ => throw new NotSupportedException($"Nothing provokes a {status}."),
        };

    private async Task<Answer[]> SucceedAsync()
    {
        switch (operation.Id)
        {
            case "getHealth" or "getDocs" or "getRedoc" or "getContractAsJson" or "getContractAsYaml":
                return [await CallAsync(Client)];
            case "createItem":
                var key = NewKey();
                return [await CallAsync(Client, headers: key), await CallAsync(Client, headers: key)];
            case "listItems":
                await Client.CreateAsync();
                await Client.CreateAsync();
                return [await CallAsync(Client, query: "?limit=1")];
            case "getItem" or "updateItem" or "deleteItem":
                return [await CallAsync(Client, await NewItemAsync())];
            default:
                throw new NotSupportedException($"Nothing makes {operation.Id} succeed.");
        }
    }

    private async Task<Answer[]> NotModifiedAsync()
    {
        string id = await NewItemAsync();
        string tag = (await CallAsync(Client, id)).ETag!;
        return [await CallAsync(Client, id, headers: ("if-none-match", tag))];
    }

    /// <summary>HttpClient would mend the address.</summary>
    private async Task<Answer> MalformedAsync()
    {
        var asItIs = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var address = new Uri(
            $"{stacks.Stack.Url.GetLeftPart(UriPartial.Authority)}{PathOf("abc")}?%",
            asItIs
        );
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), address);
        return await Client.AnswerAsync(request);
    }

    private async Task<Answer[]> ForbiddenAsync()
    {
        string otherScope = operation.Method == "GET" ? "items/write" : "items/read";
        string token = await LocalStack.GetTokenAsync(stacks.Stack.Url, otherScope);
        return await EachAsync(
            () => CallAsync(Stranger, headers: ("authorization", $"Bearer {token}")),
            () => CallAsync(stacks.Broken.AnonymousClient, headers: stacks.Authorization("openid"))
        );
    }

    /// <summary>A create that is interrupted in the middle of an attempt says 503 instead, so there are several.</summary>
    private async Task<Answer[]> ConflictAsync()
    {
        const int Attempts = 5;
        stacks.Table.Fault = WriteFaults.Conflict;
        try
        {
            for (int i = 1; ; i++)
            {
                var answer = await CallAsync(Client, headers: NewKey());
                if (answer.Status == 409 || i == Attempts)
                {
                    return [answer];
                }
            }
        }
        finally
        {
            stacks.Table.Fault = Fault.None;
        }
    }

    private async Task<Answer[]> PreconditionFailedAsync() =>
        [await CallAsync(Client, await NewItemAsync(), headers: ("if-match", "\"another\""))];

    private async Task<Answer[]> InvalidAsync()
    {
        switch (operation.Id)
        {
            case "listItems":
                return await EachAsync(
                    () => CallAsync(Client, query: "?limit=ten"),
                    () => CallAsync(Client, query: "?limit=0"),
                    () => CallAsync(Client, query: "?limit=101"),
                    () => CallAsync(Client, query: "?cursor=page2")
                );
            case "createItem":
                var key = NewKey();
                await CallAsync(Client, headers: key);
                return
                [
                    .. await InvalidBodiesAsync(),
                    await CallAsync(Client, headers: ("idempotency-key", "two words")),
                    await CallAsync(Client, body: Api.ItemWith("price", "1"), headers: key),
                ];
            case "updateItem":
                return [.. await InvalidBodiesAsync(), await CallAsync(Client, headers: ("if-match", "3"))];
            case "deleteItem":
                return [await CallAsync(Client, headers: ("if-match", "3"))];
            case "getItem" or "getDocs" or "getRedoc" or "getContractAsJson" or "getContractAsYaml":
                return [await CallAsync(Client, headers: ("if-none-match", "3"))];
            default:
                throw new NotSupportedException($"Nothing is invalid for {operation.Id}.");
        }
    }

    private Task<Answer[]> InvalidBodiesAsync() =>
        EachAsync(
            () => CallAsync(Client, body: TwoWrongFields),
            () => CallAsync(Client, body: NotJson),
            () => CallAsync(Client, body: "")
        );

    /// <summary>The function breaks off, and, if the operation needs the table, cannot use it.</summary>
    private async Task<Answer[]> FailAsync()
    {
        var brokenOff = await CallAsync(
            stacks.Broken.AnonymousClient,
            headers: stacks.Authorization("items/read items/write")
        );
        return operation.IsPublic
            ? [brokenOff]
            : [brokenOff, await WithTableAsync(Fault.Refusal("ValidationException", "Not so."))];
    }

    /// <summary>All sandboxes are busy, and, if the operation needs the table, that is too.</summary>
    private async Task<Answer[]> UnavailableAsync()
    {
        var turnedAway = await WhileBusyAsync();
        return operation.IsPublic
            ? [turnedAway]
            : [turnedAway, await WithTableAsync(Fault.Refusal("ThrottlingException", "Not now."))];
    }

    private async Task<Answer> WithTableAsync(Fault fault)
    {
        stacks.Table.Fault = fault;
        try
        {
            return await CallAsync(Client);
        }
        finally
        {
            stacks.Table.Fault = Fault.None;
        }
    }

    /// <summary>The stack has one sandbox, and that waits for the table.</summary>
    private async Task<Answer> WhileBusyAsync()
    {
        var arrived = new TaskCompletionSource();
        var released = new TaskCompletionSource();
        stacks.Table.Fault = new Fault(
            "held back",
            async exchange =>
            {
                arrived.TrySetResult();
                await released.Task;
                await Fault.None.MeetAsync(exchange);
            }
        );
        var first = stacks.Stack.Client.GetItemAsync("abc");
        try
        {
            await Task.WhenAny(arrived.Task, first);
            return await CallAsync(Client);
        }
        finally
        {
            stacks.Table.Fault = Fault.None;
            released.SetResult();
            await first;
        }
    }

    private Task<Answer> Sized(int bytes) => CallAsync(Client, body: new string(' ', bytes));

    private async Task<string> NewItemAsync() => (await stacks.Stack.Client.CreateAsync()).ItemId;

    private static (string, string) NewKey() => ("idempotency-key", $"{Guid.NewGuid()}");

    private string PathOf(string id) => operation.Path.Replace("{item_id}", id, StringComparison.Ordinal);

    /// <summary>The operation with a body that it takes, unless told otherwise.</summary>
    private Task<Answer> CallAsync(
        HttpClient client,
        string id = "abc",
        string query = "",
        string? body = null,
        string contentType = "application/json",
        params (string, string)[] headers
    ) =>
        client.CallAsync(
            operation.Method,
            PathOf(id) + query,
            operation.RequestBody is null ? null : body ?? Api.Mug,
            contentType,
            headers
        );

    /// <summary>One after the other, as there is one sandbox.</summary>
    private static async Task<Answer[]> EachAsync(params Func<Task<Answer>>[] calls)
    {
        var answers = new List<Answer>();
        foreach (var call in calls)
        {
            answers.Add(await call());
        }

        return [.. answers];
    }
}
