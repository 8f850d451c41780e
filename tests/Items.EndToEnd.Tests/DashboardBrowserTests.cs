using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Items.EndToEnd.Tests;

/// <summary>The page at <c>/_local</c> in a real browser.</summary>
public sealed class DashboardBrowserTests : IAsyncLifetime, IDisposable
{
    private const string Markup = "<img src=x onerror='window.executed = true'>";

    private readonly TemporaryFolder _folder = new();
    private HostedApi _api = null!;
    private Browser _browser = null!;

    private IPage Page => _browser.Page;

    /// <summary>The rows of the requests, without those of opened details.</summary>
    private ILocator Rows => Page.Locator("#rows tr[data-id]");

    public async Task InitializeAsync()
    {
        // A file, so that the tables are the host's own: only these can be reset.
        _api = await HostedApi.StartAsync(new HostedApiOptions { Data = _folder.PathTo("items.db") });
        _browser = await Browser.StartAsync();
    }

    public async Task DisposeAsync()
    {
        // Disposed in reverse order, each of them even if another one fails.
        await using var api = _api;
        await using var browser = _browser;
    }

    public void Dispose() => _folder.Dispose();

    [BrowserFact]
    public async Task Requests_appear_while_they_are_made_with_their_reasons_and_details()
    {
        await OpenAsync();

        await _api.Client.CreateAsync();
        await _api.AnonymousClient.ListAsync();
        await _api.Client.GetItemAsync("unknown");

        var created = Row("POST", ItemsApi.Items);
        await Expect(created.Locator(".status").Last).ToHaveTextAsync("201");
        await Expect(Row("GET", ItemsApi.Items, "401").Locator(".reason"))
            .ToHaveTextAsync("the Authorization header is missing or empty");
        await Expect(Row("GET", ItemsApi.Item("unknown"), "404").Locator(".reason"))
            .ToHaveTextAsync("the function responded: Item unknown not found");

        await created.GetByRole(AriaRole.Button).ClickAsync();
        var details = Page.Locator("div.details");
        await Expect(details).ToContainTextAsync("Invocation id");
        await Expect(details).ToContainTextAsync("Trace id");
        await Expect(details.GetByText(" ms, at most ")).ToBeVisibleAsync();
        await Expect(details).ToContainTextAsync("DynamoDB TransactWriteItems 200");
        await Expect(details.Locator(".values")).ToContainTextAsync("Latency");
        await Expect(details.Locator(".log")).ToContainTextAsync("The request was served");
        await Expect(Page.Locator("#metrics [data-metric=Status4xx]")).ToContainTextAsync("1");
        await Browser.SaveScreenshotAsync(Page, "dashboard");

        await Page.GetByText("Rejected or failed").ClickAsync();
        await Expect(Rows.Filter(new() { Visible = true })).ToHaveCountAsync(2);
        await Page.GetByRole(AriaRole.Searchbox).FillAsync("404");
        await Expect(Rows.Filter(new() { Visible = true })).ToHaveCountAsync(1);

        _browser.Errors.Should().BeEmpty();
        _browser.ShouldOnlyHaveCalled(_api.Url);
    }

    [BrowserFact]
    public async Task Dead_letters_are_counted_and_a_button_moves_them_back()
    {
        await Page.RouteAsync(
            "**/_local/queues",
            route =>
                route.FulfillAsync(
                    new()
                    {
                        Body = """
                        [{"name":"IngestionQueue","visible":3,"inFlight":10,"deadLettersOf":[]},
                         {"name":"IngestionDlq","visible":2,"inFlight":0,"deadLettersOf":["IngestionQueue"]}]
                        """,
                    }
                )
        );
        await OpenAsync();

        var queue = Page.Locator("[data-queue=IngestionQueue]");
        await Expect(queue.Locator(".number")).ToHaveTextAsync(["3", "10"]);
        await Expect(queue.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Page.Locator("[data-queue=IngestionDlq]").GetByRole(AriaRole.Button).ClickAsync();

        await Expect(Page.Locator("#queues-note")).ToHaveTextAsync("Moved 0 to IngestionQueue.");
        _browser.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task Text_of_requests_and_items_is_never_markup()
    {
        await _api.Client.CreateAsync(ItemsApi.MugWith("name", $"\"{Markup}\""));
        await OpenAsync();
        await _api.UncheckedClient.GetAsync($"/{Markup}");
        await _api.UncheckedClient.CallAsync("GET", "/", headers: [("origin", Markup)]);

        await Expect(Page.Locator("#items")).ToContainTextAsync(Markup);
        await Expect(Rows.Filter(new() { HasText = $"the origin {Markup}" })).ToHaveCountAsync(1);
        await Expect(Page.Locator("img")).ToHaveCountAsync(0);
        (await Page.EvaluateAsync<bool>("'executed' in window")).Should().BeFalse();
    }

    [BrowserFact]
    public async Task The_copied_token_is_accepted_by_the_API()
    {
        await Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await OpenAsync();

        await Page.GetByText("Copy token").ClickAsync();
        await Expect(Page.GetByText("Copied")).ToBeVisibleAsync();
        string token = await Page.EvaluateAsync<string>("navigator.clipboard.readText()");

        var response = await _api.AnonymousClient.CallAsync(
            "GET",
            ItemsApi.Items,
            headers: [ItemsApi.Bearer(token)]
        );
        response.Status.Should().Be(200);
    }

    [BrowserFact]
    public async Task The_data_is_deleted_after_a_confirmation_only()
    {
        await _api.Client.CreateAsync();
        await OpenAsync();
        await Expect(Page.Locator("#items li")).ToHaveCountAsync(1);

        await Page.GetByText("Delete all data").ClickAsync();
        await Browser.SaveScreenshotAsync(Page, "dashboard-reset");
        await Page.GetByText("Cancel").ClickAsync();
        (await _api.Client.ListAsync()).Body.Should().Contain("Blue mug");

        await Page.GetByText("Delete all data").ClickAsync();
        await Page.GetByText("Delete", new() { Exact = true }).ClickAsync();
        await Expect(Page.GetByText("There are no items.")).ToBeVisibleAsync();
        (await _api.Client.ListAsync()).Body.Should().Be("[]");
        await _api.Client.CreateAsync();
    }

    [BrowserFact]
    public async Task Details_open_and_close_by_keyboard()
    {
        await OpenAsync();
        await _api.Client.CreateAsync();
        var button = Row("POST", ItemsApi.Items).GetByRole(AriaRole.Button);
        await button.FocusAsync();

        await Page.Keyboard.PressAsync("Enter");
        await Expect(button).ToHaveAttributeAsync("aria-expanded", "true");
        await Expect(Page.Locator("div.details")).ToBeVisibleAsync();

        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("div.details")).ToHaveCountAsync(0);
        await Expect(button).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task The_page_fits_on_a_phone()
    {
        await Page.SetViewportSizeAsync(390, 844);
        await OpenAsync();
        await _api.UncheckedClient.GetAsync($"/{new string('x', 500)}");

        // One event: a change of the request replaces its button, also between those of a mouse.
        await Row("GET", "/xxx").GetByRole(AriaRole.Button).DispatchEventAsync("click");
        await Expect(Page.Locator("div.details")).ToBeVisibleAsync();

        await Browser.SaveScreenshotAsync(Page, "dashboard-phone");
        (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().Be(390);
    }

    [BrowserFact]
    public async Task A_browser_at_the_root_is_redirected_to_the_documentation()
    {
        await Page.GotoAsync(_api.Url.ToString());

        await Expect(Page).ToHaveURLAsync($"{_api.Url}docs");
        (await _api.AnonymousClient.CallAsync("GET", "/")).Body.Should().Contain("healthy");
    }

    private async Task OpenAsync()
    {
        await Page.GotoAsync($"{_api.Url}_local");
        await Expect(Page.GetByText("live", new() { Exact = true })).ToBeVisibleAsync();
        // The page's own request for the items is the last that it makes.
        await Expect(Row("GET", "limit=10", "200")).ToHaveCountAsync(1);
    }

    private ILocator Row(string method, string path, string status = "") =>
        Rows.Filter(Cell("method", method)).Filter(Cell("path", path)).Filter(Cell("status", status));

    /// <summary>By cell, because the id of a process can contain the digits of a status.</summary>
    private LocatorFilterOptions Cell(string name, string text) =>
        new() { Has = Page.Locator($"td.{name}").Filter(new() { HasText = text }) };
}
