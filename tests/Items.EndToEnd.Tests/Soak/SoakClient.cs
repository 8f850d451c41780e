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
        if (
            choice < (history.Existing < UsualItems ? 0.25 : 0.1)
            || history.Pick(random, isHot: Chance(0.6)) is not { } item
        )
        {
            return CreateAsync();
        }

        return choice switch
        {
            < 0.7 => UpdateAsync(item),
            // Hot items exist for a minute or more, so that late requests reach many later versions.
            < 0.85 => DeleteAsync(history.Pick(random, isHot: Chance(0.01)) ?? item),
            < 0.95 => GetAsync(item),
            _ => ListAsync(),
        };
    }

    private async Task CreateAsync()
    {
        string token = history.SendCreate();
        bool hasKey = Chance(0.5);
        string kind = hasKey ? "POST with key" : "POST";
        for (int attempt = 1; attempt <= (hasKey ? KeyAttempts : 1); attempt++)
        {
            var response = await CallAsync(
                kind,
                "POST",
                ItemsApi.Items,
                ItemsApi.MugNamed(token),
                hasKey ? ("Idempotency-Key", token.Replace(' ', '-')) : null
            );
            if (response.Status == 201)
            {
                history.Created(token, response.ItemId, response.Text("name")!, Version(response));
                if (Chance(0.8))
                {
                    return;
                }
            }
            else
            {
                Expect(kind, response, hasKey ? [409] : []);
            }
        }
    }

    private async Task UpdateAsync(TrackedItem item)
    {
        long? ifMatch = IfMatch(item);
        string kind = ifMatch is null ? "PUT" : "PUT with If-Match";
        var (token, before) = history.SendUpdate(item, ifMatch);
        var response = await CallAsync(
            kind,
            "PUT",
            ItemsApi.Item(item.Id),
            $$"""{"name": "{{token}}"}""",
            Header(ifMatch)
        );
        history.EndUpdate(item, token, ifMatch, before, response.Status, Row(response));
        Expect(kind, response, ifMatch is null ? [200, 404] : [200, 404, 412]);
    }

    private async Task DeleteAsync(TrackedItem item)
    {
        long? ifMatch = IfMatch(item);
        string kind = ifMatch is null ? "DELETE" : "DELETE with If-Match";
        var before = history.SendDelete(item, ifMatch);
        var response = await CallAsync(kind, "DELETE", ItemsApi.Item(item.Id), header: Header(ifMatch));
        history.EndDelete(item, ifMatch, before, response.Status);
        Expect(kind, response, ifMatch is null ? [204, 404] : [204, 404, 412]);
    }

    private async Task GetAsync(TrackedItem item)
    {
        var before = history.KnownOf(item);
        var response = await CallAsync("GET", "GET", ItemsApi.Item(item.Id));
        if (response.Status is 200 or 404)
        {
            history.Read("GET", item, before, Row(response));
        }

        Expect("GET", response, [200, 404]);
    }

    private async Task ListAsync()
    {
        var response = await CallAsync("list", "GET", $"{ItemsApi.Items}?limit={random.Next(1, 101)}");
        Expect("list", response, [200]);
        foreach (var item in response.Status == 200 ? response.Json.AsArray() : [])
        {
            history.Listed((string)item!["item_id"]!, (string)item["name"]!);
        }
    }

    private async Task<ApiResponse> CallAsync(
        string kind,
        string method,
        string path,
        string? body = null,
        (string, string)? header = null
    )
    {
        var response = await client.CallAsync(method, path, body, headers: header is { } one ? [one] : null);
        counts.Add($"{kind}: {response.Status}");
        return response;
    }

    private void Expect(string kind, ApiResponse response, int[] statuses)
    {
        if (response.Status < 500 && !statuses.Contains(response.Status))
        {
            history.Unexpected($"{kind} got {response.Status} {response.Body}");
        }
    }

    /// <returns>The latest version that is known, or the one before it; null for no header.</returns>
    private long? IfMatch(TrackedItem item) =>
        Chance(0.5) ? null : Math.Max(1, history.KnownOf(item).Version - (Chance(0.2) ? 1 : 0));

    private static (string, string)? Header(long? ifMatch) =>
        ifMatch is { } version ? ("If-Match", $"\"{version}\"") : null;

    private static (string Name, long Version)? Row(ApiResponse response) =>
        response.Status == 200 ? (response.Text("name")!, Version(response)) : null;

    private static long Version(ApiResponse response) =>
        long.Parse(response.ETag!.Trim('"'), CultureInfo.InvariantCulture);

    private bool Chance(double probability) => random.NextDouble() < probability;
}
