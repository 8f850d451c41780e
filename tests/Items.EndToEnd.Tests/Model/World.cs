using System.Text.Json.Nodes;
using Items.EndToEnd.Tests.Harness;

namespace Items.EndToEnd.Tests.Model;

/// <summary>Plays operations on the API and on the model and holds the answers against each other.</summary>
/// <param name="http">The API, without items when it starts.</param>
/// <param name="seen">Counts what kinds of answers there were.</param>
internal sealed class World(HttpClient http, Dictionary<string, int> seen)
{
    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly ItemsModel _model = new();
    private readonly Dictionary<(int Client, string? Category), (string Link, string LastId)> _walks = [];

    public Task PlayAsync(Operation operation) =>
        operation switch
        {
            Operation.Create create => CreateAsync(create),
            Operation.Get get => GetAsync(get),
            Operation.Update update => UpdateAsync(update),
            Operation.Delete delete => DeleteAsync(delete),
            Operation.ReadPage page => ReadPageAsync(page),
            _ => throw new NotSupportedException($"{operation}"),
        };

    /// <summary>Deletes what is left, for the next run.</summary>
    public async Task ClearAsync()
    {
        foreach (var item in _model.Items.Where(item => !item.IsDeleted))
        {
            await http.CallAsync("DELETE", Api.Item(item.Id));
        }
    }

    private async Task CreateAsync(Operation.Create create)
    {
        string? key = create.Key is null ? null : $"{create.Key}-{_run}";
        var answer = await SendAsync("POST", Api.Items, create.Body, "idempotency-key", key);
        if (ItemsModel.Meaning(create.Body) is not { } fields)
        {
            answer.Status.Should().Be(422);
            return;
        }

        var first = key is null ? null : _model.Records.GetValueOrDefault(key);
        if (first is not null && first.Meaning != fields.ToJsonString())
        {
            answer.Status.Should().Be(422);
            answer.Body.Should().Contain("this key was used for another request");
            return;
        }

        answer.Status.Should().Be(201);
        answer.Headers.Contains("idempotent-replayed").Should().Be(first is not null);
        if (first is not null)
        {
            answer.Body.Should().Be(first.Body);
            (TagOf(answer), LocationOf(answer)).Should().Be((first.ETag, first.Location));
            return;
        }

        var item = new ModelItem(answer.ItemId, (JsonObject)answer.Json, [TagOf(answer)]);
        _model.Items.Select(it => it.Id).Should().NotContain(item.Id);
        LocationOf(answer).Should().Be($"/api/v1/items/{item.Id}");
        Requested(item.Fields).Should().Be(fields.ToJsonString());
        _model.Items.Add(item);
        _model.See(create.Client, item);
        if (key is not null)
        {
            _model.Records[key] = new(fields.ToJsonString(), answer.Body, item.Tag, LocationOf(answer));
        }
    }

    private async Task GetAsync(Operation.Get get)
    {
        string? header = _model.Header(get.IfNoneMatch, get.Client, get.Item);
        var answer = await SendAsync("GET", Api.Item(_model.IdOf(get.Item)), null, "if-none-match", header);
        if (_model.Find(get.Item) is not { } item)
        {
            answer.Status.Should().Be(404);
            return;
        }

        TagOf(answer).Should().Be(item.Tag);
        _model.See(get.Client, item);
        if (header is not null && ItemsModel.Matches(header, item.Tag, weakly: true))
        {
            answer.ShouldBeEmpty(304);
        }
        else
        {
            answer.ShouldBe(200, item.Fields.ToJsonString());
        }
    }

    private async Task UpdateAsync(Operation.Update update)
    {
        string? header = _model.Header(update.IfMatch, update.Client, update.Item);
        var answer = await SendAsync(
            "PUT",
            Api.Item(_model.IdOf(update.Item)),
            update.Body,
            "if-match",
            header
        );
        if (ItemsModel.Meaning(update.Body) is not { } changes)
        {
            answer.Status.Should().Be(422);
            return;
        }

        if (Allowed(update.Item, header, answer) is not { } item)
        {
            return;
        }

        if (changes.Count > 0)
        {
            answer.Status.Should().Be(200);
            item.Tags.Should().NotContain(TagOf(answer));
            item.Tags.Add(TagOf(answer));
            string.CompareOrdinal(answer.Text("updated_at"), (string?)item.Fields["updated_at"])
                .Should()
                .BeGreaterThanOrEqualTo(0);
            item.Fields["updated_at"] = answer.Text("updated_at");
            foreach (var (name, value) in changes)
            {
                item.Fields[name] = value!.DeepClone();
            }
        }

        TagOf(answer).Should().Be(item.Tag);
        answer.ShouldBe(200, item.Fields.ToJsonString());
        _model.See(update.Client, item);
    }

    private async Task DeleteAsync(Operation.Delete delete)
    {
        string? header = _model.Header(delete.IfMatch, delete.Client, delete.Item);
        var answer = await SendAsync("DELETE", Api.Item(_model.IdOf(delete.Item)), null, "if-match", header);
        if (Allowed(delete.Item, header, answer) is { } item)
        {
            answer.ShouldBeEmpty(204);
            item.IsDeleted = true;
        }
    }

    private async Task ReadPageAsync(Operation.ReadPage page)
    {
        var key = (page.Client, page.Category);
        bool isFirst = !_walks.Remove(key, out var walk);
        string filter = page.Category is null ? "" : $"&category={page.Category}";
        string url = isFirst ? $"{Api.Items}?limit={page.Limit}{filter}" : walk.Link;
        var answer = await SendAsync("GET", url);

        int limit = int.Parse(url.Split("limit=")[1].Split('&')[0]);
        var left = _model.Below(isFirst ? null : walk.LastId, page.Category).ToList();
        answer.ShouldBe(
            200,
            $"[{string.Join(',', left.Take(limit).Select(it => it.Fields.ToJsonString()))}]"
        );
        string? link = answer.Headers.TryGetValues("link", out var links) ? links.Single() : null;
        (link is not null)
            .Should()
            .Be(left.Count > limit, "there is a next page exactly when there are more");
        if (link is not null)
        {
            link.Should().EndWith(">; rel=\"next\"");
            _walks[key] = (link[1..link.IndexOf('>', StringComparison.Ordinal)], left[limit - 1].Id);
        }
    }

    /// <summary>Checks the refusal of a conditional write.</summary>
    /// <returns>The item when the write must be done.</returns>
    private ModelItem? Allowed(int index, string? ifMatch, Answer answer)
    {
        if (_model.Find(index) is not { } item)
        {
            answer.ShouldBe(404, $$"""{"detail": "Item {{_model.IdOf(index)}} not found"}""");
            return null;
        }

        if (!ItemsModel.Matches(ifMatch, item.Tag, weakly: false))
        {
            answer.ShouldBe(412, """{"detail": "Precondition Failed"}""");
            return null;
        }

        return item;
    }

    /// <summary>What the client chose of an item, without a description that is null.</summary>
    private static string Requested(JsonObject item) =>
        ItemsModel.Meaning(item.ToJsonString())!.ToJsonString();

    private static string TagOf(Answer answer) =>
        answer.Headers.ETag?.ToString() ?? $"none, with {answer.Status}";

    private static string LocationOf(Answer answer) => answer.Headers.Location?.ToString() ?? "none";

    private async Task<Answer> SendAsync(
        string method,
        string path,
        string? body = null,
        string header = "",
        string? value = null
    )
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null
            ? null
            : new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var response = await http.SendAsync(request);
        var answer = new Answer(
            (int)response.StatusCode,
            response.Headers,
            response.Content.Headers,
            await response.Content.ReadAsStringAsync()
        );
        string[] kinds =
        [
            $"{method} {answer.Status}",
            .. answer.Headers.Contains("idempotent-replayed") ? ["replay"] : Array.Empty<string>(),
            .. answer.Headers.Contains("link") ? ["next page"] : Array.Empty<string>(),
        ];
        foreach (string kind in kinds)
        {
            seen[kind] = seen.GetValueOrDefault(kind) + 1;
        }

        return answer;
    }
}
