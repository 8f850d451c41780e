using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests.Model;

/// <summary>Executes operations on the API and on the model and compares the results.</summary>
/// <param name="http">Client of the API, which has no items at first.</param>
/// <param name="kindCounts">Counts the responses of each kind.</param>
internal sealed class ModelComparison(HttpClient http, Dictionary<string, int> kindCounts)
{
    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly ItemsModel _model = new();
    private readonly Dictionary<(int Client, string? Category), (string Link, string LastId)> _nextPages = [];

    public Task RunAsync(Operation operation) =>
        operation switch
        {
            Operation.Create create => CreateAsync(create),
            Operation.Get get => GetAsync(get),
            Operation.Update update => UpdateAsync(update),
            Operation.Delete delete => DeleteAsync(delete),
            Operation.ReadPage page => ReadPageAsync(page),
            _ => throw new NotSupportedException($"{operation}"),
        };

    /// <summary>Deletes all items.</summary>
    public async Task ClearAsync()
    {
        foreach (var item in _model.Items.Where(item => !item.IsDeleted))
        {
            await http.DeleteItemAsync(item.Id);
        }
    }

    private async Task CreateAsync(Operation.Create create)
    {
        string? key = create.Key is null ? null : $"{create.Key}-{_run}";
        var response = await SendAsync("POST", ItemsApi.Items, create.Body, "idempotency-key", key);
        if (ItemsModel.Normalize(create.Body) is not { } fields)
        {
            response.Status.Should().Be(422);
            return;
        }

        var first = key is null ? null : _model.Records.GetValueOrDefault(key);
        if (first is not null && first.Normalize != fields.ToJsonString())
        {
            response.Status.Should().Be(422);
            response.Body.Should().Contain("this key was used for another request");
            return;
        }

        response.Status.Should().Be(201);
        response.HasHeader("idempotent-replayed").Should().Be(first is not null);
        if (first is not null)
        {
            response.Body.Should().Be(first.Body);
            (TagOf(response), LocationOf(response)).Should().Be((first.ETag, first.Location));
            return;
        }

        var item = new ModelItem(response.ItemId, (JsonObject)response.Json, [TagOf(response)]);
        _model.Items.Select(it => it.Id).Should().NotContain(item.Id);
        LocationOf(response).Should().Be($"/api/v1/items/{item.Id}");
        SentFields(item.Fields).Should().Be(fields.ToJsonString());
        _model.Items.Add(item);
        _model.Seen(create.Client, item);
        if (key is not null)
        {
            _model.Records[key] = new(fields.ToJsonString(), response.Body, item.Tag, LocationOf(response));
        }
    }

    private async Task GetAsync(Operation.Get get)
    {
        string? header = _model.Header(get.IfNoneMatch, get.Client, get.Item);
        var response = await SendAsync(
            "GET",
            ItemsApi.Item(_model.IdOf(get.Item)),
            null,
            "if-none-match",
            header
        );
        if (_model.Find(get.Item) is not { } item)
        {
            response.Status.Should().Be(404);
            return;
        }

        TagOf(response).Should().Be(item.Tag);
        _model.Seen(get.Client, item);
        if (header is not null && ItemsModel.Matches(header, item.Tag, weakly: true))
        {
            response.ShouldBeEmpty(304);
        }
        else
        {
            response.ShouldBe(200, item.Fields.ToJsonString());
        }
    }

    private async Task UpdateAsync(Operation.Update update)
    {
        string? header = _model.Header(update.IfMatch, update.Client, update.Item);
        var response = await SendAsync(
            update.Method,
            ItemsApi.Item(_model.IdOf(update.Item)),
            update.Body,
            "if-match",
            header
        );
        if (ItemsModel.Changes(update.Method, update.Body) is not { } changes)
        {
            response.Status.Should().Be(422);
            return;
        }

        if (Allowed(update.Item, header, response) is not { } item)
        {
            return;
        }

        if (changes.Count > 0)
        {
            response.Status.Should().Be(200);
            item.Tags.Should().NotContain(TagOf(response));
            item.Tags.Add(TagOf(response));
            string.CompareOrdinal(response.Text("updated_at"), (string?)item.Fields["updated_at"])
                .Should()
                .BeGreaterThanOrEqualTo(0);
            item.Fields["updated_at"] = response.Text("updated_at");
            foreach (var (name, value) in changes)
            {
                item.Fields[name] = value?.DeepClone();
            }
        }

        TagOf(response).Should().Be(item.Tag);
        response.ShouldBe(200, item.Fields.ToJsonString());
        _model.Seen(update.Client, item);
    }

    private async Task DeleteAsync(Operation.Delete delete)
    {
        string? header = _model.Header(delete.IfMatch, delete.Client, delete.Item);
        var response = await SendAsync(
            "DELETE",
            ItemsApi.Item(_model.IdOf(delete.Item)),
            null,
            "if-match",
            header
        );
        if (Allowed(delete.Item, header, response) is { } item)
        {
            response.ShouldBeEmpty(204);
            item.IsDeleted = true;
        }
    }

    private async Task ReadPageAsync(Operation.ReadPage page)
    {
        var key = (page.Client, page.Category);
        bool isFirst = !_nextPages.Remove(key, out var next);
        string filter = page.Category is null ? "" : $"&category={page.Category}";
        string url = isFirst ? $"{ItemsApi.Items}?limit={page.Limit}{filter}" : next.Link;
        var response = await SendAsync("GET", url);

        int limit = int.Parse(url.Split("limit=")[1].Split('&')[0]);
        var rest = _model.After(isFirst ? null : next.LastId, page.Category).ToList();
        response.ShouldBe(
            200,
            $"[{string.Join(',', rest.Take(limit).Select(it => it.Fields.ToJsonString()))}]"
        );
        string? link = response.Header("link");
        (link is not null)
            .Should()
            .Be(rest.Count > limit, "there is a next page exactly when there are more");
        if (link is not null)
        {
            link.Should().EndWith(">; rel=\"next\"");
            _nextPages[key] = (link[1..link.IndexOf('>', StringComparison.Ordinal)], rest[limit - 1].Id);
        }
    }

    /// <summary>Compares the errors of a conditional write.</summary>
    /// <returns>The item when the write must succeed.</returns>
    private ModelItem? Allowed(int index, string? ifMatch, ApiResponse response)
    {
        if (_model.Find(index) is not { } item)
        {
            response.ShouldBe(404, $$"""{"detail": "Item {{_model.IdOf(index)}} not found"}""");
            return null;
        }

        if (!ItemsModel.Matches(ifMatch, item.Tag, weakly: false))
        {
            response.ShouldBe(412, """{"detail": "Precondition Failed"}""");
            return null;
        }

        return item;
    }

    /// <summary>The fields of an item that clients send, without a null description.</summary>
    private static string SentFields(JsonObject item) =>
        ItemsModel.Normalize(item.ToJsonString())!.ToJsonString();

    private static string TagOf(ApiResponse response) =>
        response.Headers.ETag?.ToString() ?? $"none, with {response.Status}";

    private static string LocationOf(ApiResponse response) => response.Headers.Location?.ToString() ?? "none";

    private async Task<ApiResponse> SendAsync(
        string method,
        string path,
        string? body = null,
        string header = "",
        string? value = null
    )
    {
        var response = await http.CallAsync(
            method,
            path,
            body,
            headers: value is null ? [] : [(header, value)]
        );
        string[] kinds =
        [
            $"{method} {response.Status}",
            .. response.HasHeader("idempotent-replayed") ? ["replay"] : Array.Empty<string>(),
            .. response.HasHeader("link") ? ["next page"] : Array.Empty<string>(),
        ];
        foreach (string kind in kinds)
        {
            kindCounts[kind] = kindCounts.GetValueOrDefault(kind) + 1;
        }

        return response;
    }
}
