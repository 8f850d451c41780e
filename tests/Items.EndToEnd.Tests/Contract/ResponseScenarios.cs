using Items.EndToEnd.Tests.Ingestion;

namespace Items.EndToEnd.Tests.Contract;

/// <summary>Causes each documented response of an operation.</summary>
internal sealed class ResponseScenarios(DocumentedResponsesFixture fixture, Operation operation)
{
    private const string TwoWrongFields = """{"name": "", "price": 0, "category": "kitchen"}""";
    private const string NotJson = """{"name": "mugs", }""";

    /// <summary>The error has the same position as in <see cref="NotJson"/>.</summary>
    private const string NotJsonList = """[{"name": "mug", }]""";
    private const string WrongEvent =
        """{"type": "item.sold", "timestamp": "today", "data": {"key": "k", "name": "a", "price": 0, "category": "c"}}""";

    /// <summary>Sends a token only if the operation needs one.</summary>
    private HttpClient Client => operation.IsPublic ? Anonymous : fixture.Api.Client;

    private HttpClient Anonymous => fixture.Api.AnonymousClient;

    /// <summary>Bytes of a body.</summary>
    private int Limit => (operation.Id == "createImport" ? 2048 : 64) * 1024;

    /// <returns>Responses with this status that together show every documented header and error.</returns>
    public Task<ApiResponse[]> SendAsync(int status) =>
        status switch
        {
            200 or 201 or 202 or 204 => SucceedAsync(),
            304 => NotModifiedAsync(),
            400 => EachAsync(() => MalformedAsync()),
            401 when operation.IsPublic => EachAsync(() =>
                CallAsync(Client, headers: ("webhook-signature", "v1,unsigned"))
            ),
            401 => EachAsync(
                () => CallAsync(Anonymous),
                () => CallAsync(fixture.WithoutAuthorizer.AnonymousClient)
            ),
            403 => ForbiddenAsync(),
            404 => EachAsync(() => CallAsync(Client)),
            409 => ConflictAsync(),
            412 => PreconditionFailedAsync(),
            413 => EachAsync(() => Sized(Limit + 1), () => Sized((10 * 1024 * 1024) + 1)),
            415 => EachAsync(() => CallAsync(Client, contentType: "text/plain")),
            422 => InvalidAsync(),
            431 => EachAsync(() => CallAsync(Client, headers: ("x-large", new string('x', 10_300)))),
            500 => FailAsync(),
            503 => UnavailableAsync(),
            _ => throw new NotSupportedException($"There is no scenario for {status}."),
        };

    private async Task<ApiResponse[]> SucceedAsync()
    {
        switch (operation.Id)
        {
            case "getHealth" or "getDocs" or "getRedoc" or "getContractAsJson" or "getContractAsYaml":
                return [await CallAsync(Client)];
            case "createItem" or "createImport":
                var key = NewKey();
                return [await CallAsync(Client, headers: key), await CallAsync(Client, headers: key)];
            case "getImport":
                return await FailedImportAsync();
            case "receiveItemEvent":
                return [await CallAsync(Client)];
            case "exportItems":
                await fixture.Api.Client.CreateAsync();
                return
                [
                    await CallAsync(fixture.Api.SignedClient),
                    await CallAsync(fixture.Api.SignedClient, headers: ("accept-encoding", "gzip")),
                ];
            case "listItems":
                await Client.CreateAsync();
                await Client.CreateAsync();
                return [await CallAsync(Client, query: "?limit=1")];
            case "getItem" or "updateItem" or "patchItem" or "deleteItem":
                return [await CallAsync(Client, await NewItemAsync())];
            default:
                throw new NotSupportedException($"There is no successful scenario for {operation.Id}.");
        }
    }

    /// <summary>The table rejects both items of an import; the pages of its failures have one each.</summary>
    private async Task<ApiResponse[]> FailedImportAsync()
    {
        const string Rejected =
            """{"Code": "ValidationError", "Message": "the table rejected one of its values"}""";
        var cancelled = Fault.Cancellation("both items", """{"Code": "None"}""", Rejected, Rejected);
        fixture.Table.Fault = new Fault(
            "the first transaction is cancelled",
            request =>
            {
                bool isTransaction = request.Operation == "TransactWriteItems";
                fixture.Table.Fault = isTransaction ? Fault.None : fixture.Table.Fault;
                return (isTransaction ? cancelled : Fault.None).ApplyAsync(request);
            }
        );
        var accepted = await Requests.SendAndProcessAsync(
            fixture.Api,
            () => Client.CallAsync("POST", "/api/v1/imports", $"[{ItemsApi.Mug}, {ItemsApi.Mug}]")
        );
        string id = accepted.Text("import_id")!;
        return [await CallAsync(Client, id, "?limit=1"), await CallAsync(Client, id)];
    }

    private async Task<ApiResponse[]> NotModifiedAsync()
    {
        string id = await NewItemAsync();
        string tag = (await CallAsync(Client, id)).ETag!;
        return [await CallAsync(Client, id, headers: ("if-none-match", tag))];
    }

    /// <summary>With an address that <see cref="HttpClient"/> normalizes by default.</summary>
    private async Task<ApiResponse> MalformedAsync()
    {
        var asItIs = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var address = new Uri(
            $"{fixture.Api.Url.GetLeftPart(UriPartial.Authority)}{PathOf("abc")}?%",
            asItIs
        );
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), address);
        return await Client.CallAsync(request);
    }

    private async Task<ApiResponse[]> ForbiddenAsync()
    {
        string otherScope = operation.Method == "GET" ? "items/write" : "items/read";
        string token = await HostedApi.GetTokenAsync(fixture.Api.Url, otherScope);
        return await EachAsync(
            () => CallAsync(Anonymous, headers: ItemsApi.Bearer(token)),
            () => CallAsync(fixture.FailingInit.AnonymousClient, headers: fixture.Authorization("openid"))
        );
    }

    /// <summary>Several attempts: a create whose deadline comes during a call of the table is a 503.</summary>
    private async Task<ApiResponse[]> ConflictAsync()
    {
        const int Attempts = 5;
        fixture.Table.Fault = WriteFaults.Conflict;
        try
        {
            for (int i = 1; ; i++)
            {
                var response = await CallAsync(Client, headers: NewKey());
                if (response.Status == 409 || i == Attempts)
                {
                    return [response];
                }
            }
        }
        finally
        {
            fixture.Table.Fault = Fault.None;
        }
    }

    private async Task<ApiResponse[]> PreconditionFailedAsync() =>
        [await CallAsync(Client, await NewItemAsync(), headers: ("if-match", "\"another\""))];

    private async Task<ApiResponse[]> InvalidAsync()
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
                    await CallAsync(Client, body: ItemsApi.MugWith("price", "1"), headers: key),
                ];
            case "createImport":
                var importKey = NewKey();
                await CallAsync(Client, headers: importKey);
                return
                [
                    .. await EachAsync(
                        () => CallAsync(Client, body: $"[{ItemsApi.Mug}, {TwoWrongFields}]"),
                        () => CallAsync(Client, body: "{}"),
                        () => CallAsync(Client, body: "[]"),
                        () =>
                            CallAsync(
                                Client,
                                body: $"[{string.Join(',', Enumerable.Repeat(ItemsApi.Mug, 501))}]"
                            ),
                        () => CallAsync(Client, body: $"[{ItemsApi.Mug}, 3]"),
                        () => CallAsync(Client, body: NotJsonList),
                        () => CallAsync(Client, body: ""),
                        () => CallAsync(Client, headers: ("idempotency-key", "two words")),
                        () =>
                            CallAsync(Client, body: $"[{ItemsApi.MugWith("price", "1")}]", headers: importKey)
                    ),
                ];
            case "getImport":
                return await EachAsync(
                    () => CallAsync(Client, query: "?limit=0"),
                    () => CallAsync(Client, query: "?cursor=page2")
                );
            case "receiveItemEvent":
                string first = operation.Body()!;
                (string, string)[] signed = [.. operation.Signature(first)];
                await CallAsync(Client, body: first, headers: signed);
                string other = operation.Body()!;
                string id = signed[0].Item2;
                var now = DateTimeOffset.UtcNow;
                return await EachAsync(
                    () => CallAsync(Client, body: WrongEvent),
                    () => CallAsync(Client, body: NotJson),
                    () => CallAsync(Client, body: ""),
                    () =>
                        CallAsync(
                            Client,
                            body: other,
                            headers:
                            [
                                ("webhook-id", id),
                                ("webhook-timestamp", $"{now.ToUnixTimeSeconds()}"),
                                (
                                    "webhook-signature",
                                    WebhookSender.Sign(HostedApi.WebhookSecret, id, now, other)
                                ),
                            ]
                        )
                );
            case "exportItems":
                return await EachAsync(() => CallAsync(fixture.Api.SignedClient, query: "?cursor=page2"));
            case "updateItem":
                return [.. await InvalidBodiesAsync(), await CallAsync(Client, headers: ("if-match", "3"))];
            case "patchItem":
                return
                [
                    .. await InvalidBodiesAsync(),
                    await CallAsync(Client, body: """{"name": null, "price": null}"""),
                    await CallAsync(Client, body: "[]"),
                    await CallAsync(Client, headers: ("if-match", "3")),
                ];
            case "deleteItem":
                return [await CallAsync(Client, headers: ("if-match", "3"))];
            case "getItem" or "getDocs" or "getRedoc" or "getContractAsJson" or "getContractAsYaml":
                return [await CallAsync(Client, headers: ("if-none-match", "3"))];
            default:
                throw new NotSupportedException($"There is no invalid scenario for {operation.Id}.");
        }
    }

    private Task<ApiResponse[]> InvalidBodiesAsync() =>
        EachAsync(
            () => CallAsync(Client, body: TwoWrongFields),
            () => CallAsync(Client, body: NotJson),
            () => CallAsync(Client, body: "")
        );

    /// <summary>The function fails during INIT, and, if the operation needs the table, gets a final error from it.</summary>
    private async Task<ApiResponse[]> FailAsync()
    {
        var failedInit = await CallAsync(
            fixture.FailingInit.AnonymousClient,
            headers: fixture.Authorization("items/read items/write")
        );
        return !operation.UsesTable
            ? [failedInit]
            :
            [
                failedInit,
                await WithTableAsync(Fault.Error("ValidationException", "The request is invalid.")),
            ];
    }

    /// <summary>All sandboxes are busy, and, if the operation needs the table, the table throttles.</summary>
    private async Task<ApiResponse[]> UnavailableAsync()
    {
        var rejected = await WhileBusyAsync();
        return !operation.UsesTable
            ? [rejected]
            : [rejected, await WithTableAsync(Fault.Error("ThrottlingException", "The rate was exceeded."))];
    }

    private async Task<ApiResponse> WithTableAsync(Fault fault)
    {
        fixture.Table.Fault = fault;
        try
        {
            // An import with another id is not looked for.
            return await CallAsync(Client, Guid.NewGuid().ToString());
        }
        finally
        {
            fixture.Table.Fault = Fault.None;
        }
    }

    /// <summary>Calls while the only sandbox waits for the table.</summary>
    private async Task<ApiResponse> WhileBusyAsync()
    {
        var arrived = new TaskCompletionSource();
        var released = new TaskCompletionSource();
        fixture.Table.Fault = new Fault(
            "held",
            async request =>
            {
                arrived.TrySetResult();
                await released.Task;
                await Fault.None.ApplyAsync(request);
            }
        );
        var first = fixture.Api.Client.GetItemAsync("abc");
        try
        {
            await Task.WhenAny(arrived.Task, first);
            return await CallAsync(Client);
        }
        finally
        {
            fixture.Table.Fault = Fault.None;
            released.SetResult();
            await first;
        }
    }

    private Task<ApiResponse> Sized(int bytes) => CallAsync(Client, body: new string(' ', bytes));

    private async Task<string> NewItemAsync() => (await fixture.Api.Client.CreateAsync()).ItemId;

    private static (string, string) NewKey() => ("idempotency-key", $"{Guid.NewGuid()}");

    private string PathOf(string id) =>
        operation
            .Path.Replace("{item_id}", id, StringComparison.Ordinal)
            .Replace("{import_id}", id, StringComparison.Ordinal);

    /// <summary>
    /// Calls the operation, with a valid body unless another one is given, and waits until what it accepts is processed.
    /// </summary>
    private async Task<ApiResponse> CallAsync(
        HttpClient client,
        string id = "abc",
        string query = "",
        string? body = null,
        string contentType = "application/json",
        params (string Name, string Value)[] headers
    )
    {
        string? sent = operation.RequestBody is null ? null : body ?? operation.Body();
        var signature = operation.Signature(sent).ExceptBy(headers.Select(it => it.Name), it => it.Name);
        return await Requests.SendAndProcessAsync(
            fixture.Api,
            () =>
                client.CallAsync(
                    operation.Method,
                    PathOf(id) + query,
                    sent,
                    contentType,
                    [.. signature, .. headers]
                )
        );
    }

    /// <summary>One after the other, because there is one sandbox.</summary>
    private static async Task<ApiResponse[]> EachAsync(params Func<Task<ApiResponse>>[] calls)
    {
        var responses = new List<ApiResponse>();
        foreach (var call in calls)
        {
            responses.Add(await call());
        }

        return [.. responses];
    }
}
