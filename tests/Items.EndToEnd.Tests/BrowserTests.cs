using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Items.EndToEnd.Tests;

/// <summary>The example of a frontend, on an origin of its own, in a real browser.</summary>
public sealed class BrowserTests : IAsyncLifetime
{
    private static readonly Dictionary<string, string> ContentTypes = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
    };

    private HttpServer _site = null!;
    private HostedApi _api = null!;
    private Browser _browser = null!;

    private IPage Page => _browser.Page;

    public async Task InitializeAsync()
    {
        _site = await HttpServer.StartAsync((_, context) => ServeExampleAsync(context));
        _api = await HostedApi.StartAsync(
            new HostedApiOptions { AllowedOrigin = _site.Address, HostArguments = ["--template-cors"] }
        );
        _browser = await Browser.StartAsync();
    }

    public async Task DisposeAsync()
    {
        // Disposed in reverse order, each of them even if another one fails.
        await using var site = _site;
        await using var api = _api;
        await using var browser = _browser;
    }

    [BrowserFact]
    public async Task A_page_on_another_origin_signs_in_and_changes_items()
    {
        await _api.Client.CreateAsync();
        await SignInAsync();
        await Expect(Rows).ToHaveCountAsync(1);

        await RejectsAnInvalidItemAsync();
        await CreateAsync("Red bowl", "8.5");
        string id = (await Row.GetAttributeAsync("data-id"))!;

        // The page sends the ETag of the version that it shows.
        await Price.FillAsync("9.75");
        await Row.GetByText("Save").ClickAsync();
        await ShowsMessageAsync("Saved Red bowl.");
        (await _api.Client.GetItemAsync(id)).Raw("price").Should().Be("9.75");

        await ShowsAConflictAsync(id);
        await DoesNotOverwriteAPriceThatTheListDidNotShowAsync();
        await KeepsAPriceThatIsTypedDuringAReadAsync();

        await Row.GetByText("Delete").ClickAsync();
        await ShowsMessageAsync("Deleted Red bowl.");
        (await _api.Client.GetItemAsync(id)).Status.Should().Be(404);

        _browser
            .Errors.Should()
            .HaveCount(2, "there was a 422 and a 412")
            .And.Contain(error => error.Contains("422", StringComparison.Ordinal))
            .And.Contain(error => error.Contains("412", StringComparison.Ordinal));
        _browser.ShouldOnlyHaveCalled(new Uri(_site.Address), _api.Url);
    }

    [BrowserFact]
    public async Task A_page_on_another_origin_cannot_read_responses()
    {
        await using var other = await HttpServer.StartAsync((_, _) => Task.CompletedTask);
        await Page.GotoAsync(other.Address);

        string outcome = await Page.EvaluateAsync<string>(
            """
            url => fetch(url, { headers: { authorization: "Bearer x" } })
              .then(response => `read ${response.status}`, error => error.name)
            """,
            new Uri(_api.Url, ItemsApi.Items).ToString()
        );

        outcome.Should().Be("TypeError", "the browser withholds the response");
    }

    [BrowserFact]
    public async Task A_page_does_not_redeem_a_code_that_it_did_not_request()
    {
        await Page.GotoAsync($"{_site.Address}/?code=stolen&state=guessed");

        await ShowsMessageAsync("This is not the answer to a sign-in that started here.");
        await Expect(Page).ToHaveURLAsync($"{_site.Address}/");
        _browser.Requests.Should().NotContain(url => url.AbsolutePath.EndsWith("/oauth2/token"));
    }

    private ILocator Rows => Page.Locator("#items li");

    private ILocator Row => Rows.First;

    private ILocator Price => Row.Locator("[name=price]");

    private ILocator ListedPrice => Rows.Last.Locator("[name=price]");

    private async Task SignInAsync()
    {
        await Page.GotoAsync($"{_site.Address}/");
        await Page.GetByText("Sign in").ClickAsync();
        await Expect(Page)
            .ToHaveURLAsync(new Regex("/oauth2/authorize", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Browser.SaveScreenshotAsync(Page, "example-sign-in");
        await Page.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Page.Locator("#app")).ToBeVisibleAsync();
        Page.Url.Should().Be($"{_site.Address}/", "the code is removed from the URL");
    }

    /// <summary>The page shows each error beside its field.</summary>
    private async Task RejectsAnInvalidItemAsync()
    {
        await Page.FillAsync("#create [name=price]", "cheap");
        await Page.ClickAsync("#create button");

        await Expect(Page.Locator("#create [data-error=price]"))
            .ToHaveTextAsync("Input should be a valid number");
        await Expect(Page.Locator("#create [data-error=name]"))
            .ToHaveTextAsync("String should have at least 1 character");
        await Browser.SaveScreenshotAsync(Page, "example-422");
    }

    private async Task CreateAsync(string name, string price)
    {
        await Page.FillAsync("#create [name=name]", name);
        await Page.FillAsync("#create [name=price]", price);
        await Page.FillAsync("#create [name=category]", "kitchen");
        await Page.ClickAsync("#create button");

        await ShowsMessageAsync($"Created {name}.");
        await Expect(Rows).ToHaveCountAsync(2);
    }

    private async Task ShowsAConflictAsync(string id)
    {
        await _api.Client.UpdateAsync(id, """{"price": 12}""");

        await Price.FillAsync("1");
        await Row.GetByText("Save").ClickAsync();

        await ShowsMessageAsync("Another user has changed this item. The form shows the current version.");
        await Expect(Price).ToHaveValueAsync("12");
        await Browser.SaveScreenshotAsync(Page, "example-412");
        (await _api.Client.GetItemAsync(id)).Raw("price").Should().Be("12");
    }

    /// <summary>The row of the first item, which the page has read only in the list.</summary>
    private async Task DoesNotOverwriteAPriceThatTheListDidNotShowAsync()
    {
        await _api.Client.UpdateAsync(await ListedIdAsync(), """{"price": 20}""");

        await ListedPrice.FillAsync("33");

        await ShowsMessageAsync("Another user has changed this item. The form shows the current version.");
        await Expect(ListedPrice).ToHaveValueAsync("20");
    }

    private async Task KeepsAPriceThatIsTypedDuringAReadAsync()
    {
        string id = await ListedIdAsync();
        var typed = new TaskCompletionSource();
        await Page.RouteAsync(
            $"**{ItemsApi.Item(id)}",
            async route =>
            {
                await typed.Task;
                await route.ContinueAsync();
            }
        );

        await ListedPrice.FillAsync("33");
        await Rows.Last.GetByText("Save").ClickAsync();
        typed.SetResult();

        await ShowsMessageAsync("Saved Blue mug.");
        (await _api.Client.GetItemAsync(id)).Raw("price").Should().Be("33");
    }

    private async Task<string> ListedIdAsync() => (await Rows.Last.GetAttributeAsync("data-id"))!;

    private Task ShowsMessageAsync(string message) =>
        Expect(Page.Locator("#message")).ToHaveTextAsync(message);

    /// <summary>Serves the files of the example, with the address of this API in its configuration.</summary>
    private async Task ServeExampleAsync(HttpContext context)
    {
        string name = context.Request.Path == "/" ? "index.html" : context.Request.Path.ToString()[1..];
        string folder = name.StartsWith("client/", StringComparison.Ordinal)
            ? "artifacts/clients/dist"
            : "docs/examples/browser";
        string file = Repository.PathTo($"{folder}/{Path.GetFileName(name)}");
        if (!File.Exists(file))
        {
            context.Response.StatusCode = 404;
            return;
        }

        context.Response.ContentType = ContentTypes[Path.GetExtension(file)];
        string text = await File.ReadAllTextAsync(file);
        await context.Response.WriteAsync(
            text.Replace("http://localhost:3000", _api.Url.ToString().TrimEnd('/'), StringComparison.Ordinal)
        );
    }
}
