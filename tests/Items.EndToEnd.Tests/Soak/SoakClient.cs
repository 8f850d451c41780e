using System.Globalization;

namespace Items.EndToEnd.Tests.Soak;

/// <summary>Sends random requests, one after the other, and reports them to the history.</summary>
internal sealed class SoakClient(HttpClient client, SoakHistory history, Counts counts, Random random)
{
    private const int UsualItems = 150;
    private const int KeyAttempts = 4;

    public Task SendAsync()
    {
        double choice = random.NextDouble();
        return choice < (history.Existing.Count() < UsualItems ? 0.25 : 0.1) ? CreateAsync()
            : choice < 0.7 ? ForItemAsync(UpdateAsync, hotShare: 0.6)
            // Hot items exist for a minute or more, so that late requests find many later versions.
            : choice < 0.85 ? ForItemAsync(DeleteAsync, hotShare: 0.01)
            : choice < 0.95 ? ForItemAsync(GetAsync, hotShare: 0.6)
            : ListAsync();
    }

    private Task ForItemAsync(Func<SoakItem, Task> sendAsync, double hotShare) =>
        history.Pick(random, isHot: Chance(hotShare)) is { } item ? sendAsync(item) : CreateAsync();

    private async Task CreateAsync()
    {
        string token = history.SendCreate();
        (string, string)? key = Chance(0.5) ? ("Idempotency-Key", token.Replace(' ', '-')) : null;
        for (int attempt = 1; attempt <= (key is null ? 1 : KeyAttempts); attempt++)
        {
            var response = await CallAsync(
                "POST",
                ItemsApi.Items,
                key,
                key is null ? [201] : [201, 409],
                ItemsApi.MugNamed(token)
            );
            if (response.Status == 201)
            {
                history.Created(token, response.ItemId, RowOf(response)!);
                if (Chance(0.8))
                {
                    return;
                }
            }
        }
    }

    private async Task UpdateAsync(SoakItem item)
    {
        var write = item.Send(history.NewToken("update"), RandomVersion(item));
        var response = await CallAsync(
            Chance(0.7) ? "PUT" : "PATCH",
            ItemsApi.Item(item.Id),
            IfMatch(write),
            [200, 404, 412],
            $$"""{"name": "{{write.Token}}"}"""
        );
        item.End(write, response.Status, RowOf(response));
    }

    private async Task DeleteAsync(SoakItem item)
    {
        var write = item.Send(token: null, RandomVersion(item));
        var response = await CallAsync("DELETE", ItemsApi.Item(item.Id), IfMatch(write), [204, 404, 412]);
        item.End(write, response.Status, row: null);
    }

    private async Task GetAsync(SoakItem item)
    {
        var before = item.Known;
        var response = await CallAsync("GET", ItemsApi.Item(item.Id), header: null, [200, 404]);
        if (RowOf(response) is { } row)
        {
            item.Present("GET", before, row);
        }
        else if (response.Status == 404)
        {
            item.Absent("GET", before);
        }
    }

    private async Task ListAsync()
    {
        var response = await CallAsync(
            "GET",
            $"{ItemsApi.Items}?limit={random.Next(1, 101)}",
            header: null,
            [200]
        );
        foreach (var item in response.Status == 200 ? response.Json.AsArray() : [])
        {
            history.Listed((string)item!["item_id"]!, (string)item["name"]!);
        }
    }

    /// <param name="statuses">Expected ones below 500.</param>
    private async Task<ApiResponse> CallAsync(
        string method,
        string path,
        (string Name, string Value)? header,
        int[] statuses,
        string? body = null
    )
    {
        var response = await client.CallAsync(method, path, body, headers: header is { } one ? [one] : null);
        string kind = $"{method}{(header is { } sent ? $" with {sent.Name}" : "")}: {response.Status}";
        counts.Add(kind);
        if (response.Status < 500 && !statuses.Contains(response.Status))
        {
            history.Report($"{kind} {path} {response.Body}");
        }

        return response;
    }

    /// <returns>The latest version that is known, or the one before it; null for a write without <c>If-Match</c>.</returns>
    private long? RandomVersion(SoakItem item) =>
        Chance(0.5) ? null : Math.Max(1, item.Known.Version - (Chance(0.2) ? 1 : 0));

    private static (string, string)? IfMatch(SentWrite write) =>
        write.IfMatch is { } version ? ("If-Match", $"\"{version}\"") : null;

    private static Row? RowOf(ApiResponse response) =>
        response.ETag is { } tag
            ? new Row(response.Text("name")!, long.Parse(tag.Trim('"'), CultureInfo.InvariantCulture))
            : null;

    private bool Chance(double probability) => random.NextDouble() < probability;
}
