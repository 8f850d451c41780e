using System.Text.RegularExpressions;
using Items.EndToEnd.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Items.EndToEnd.Tests;

/// <summary>The example for frontends, on an origin of its own, in a real browser.</summary>
public sealed class BrowserTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, string> ContentTypes = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
    };

    private LoopbackSite _site = null!;
    private LocalStack _stack = null!;
    private Browser _browser = null!;

    private IPage Page => _browser.Page;

    public async Task InitializeAsync()
    {
        _site = await LoopbackSite.StartAsync(ServeExampleAsync);
        _stack = await LocalStack.StartAsync(new StackOptions { AllowedOrigin = _site.Address });
        _browser = await Browser.StartAsync();
    }

    public async Task DisposeAsync()
    {
        // Ended in reverse, each of them even if another one fails.
        await using var site = _site;
        await using var stack = _stack;
        await using var browser = _browser;
    }

    [BrowserFact]
    public async Task A_page_on_another_origin_signs_in_and_changes_items()
    {
        await _stack.Client.CreateAsync();
        await SignInAsync();
        await Expect(Rows).ToHaveCountAsync(1);

        await RefusesAWrongItemAsync();
        await CreateAsync("Red bowl", "8.5");
        string id = (await Row.GetAttributeAsync("data-id"))!;

        // The row knows the ETag of what it shows.
        await Price.FillAsync("9.75");
        await Row.GetByText("Save").ClickAsync();
        await SaysAsync("Saved Red bowl.");
        (await _stack.Client.GetItemAsync(id)).Raw("price").Should().Be("9.75");

        await SomebodyElseWinsAsync(id);

        await Row.GetByText("Delete").ClickAsync();
        await SaysAsync("Deleted Red bowl.");
        (await _stack.Client.GetItemAsync(id)).Status.Should().Be(404);

        _browser
            .Errors.Should()
            .HaveCount(2, "a 422 and a 412 were provoked")
            .And.Contain(error => error.Contains("422", StringComparison.Ordinal))
            .And.Contain(error => error.Contains("412", StringComparison.Ordinal));
        ShouldOnlyKnow(_site.Address, _stack.Url.ToString());
    }

    [BrowserFact]
    public async Task A_page_on_an_origin_that_is_not_allowed_gets_nothing()
    {
        await using var stranger = await LoopbackSite.StartAsync(_ => Task.CompletedTask);
        await Page.GotoAsync(stranger.Address);

        string outcome = await Page.EvaluateAsync<string>(
            """
            url => fetch(url, { headers: { authorization: "Bearer x" } })
              .then(answer => `read ${answer.status}`, error => error.name)
            """,
            new Uri(_stack.Url, Api.Items).ToString()
        );

        outcome.Should().Be("TypeError", "the browser keeps the answer from the page");
    }

    [BrowserFact]
    public async Task A_code_that_the_page_did_not_ask_for_is_not_used()
    {
        await Page.GotoAsync($"{_site.Address}/?code=stolen&state=guessed");

        await SaysAsync("This is not the answer to a sign-in that started here.");
        await Expect(Page).ToHaveURLAsync($"{_site.Address}/");
        _browser.Requests.Should().NotContain(url => url.AbsolutePath.EndsWith("/oauth2/token"));
    }

    private ILocator Rows => Page.Locator("#items li");

    private ILocator Row => Rows.First;

    private ILocator Price => Row.Locator("[name=price]");

    private async Task SignInAsync()
    {
        await Page.GotoAsync($"{_site.Address}/");
        await Page.GetByText("Sign in").ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("/oauth2/authorize", RegexOptions.None, Patience));
        await Browser.KeepScreenshotAsync(Page, "example-sign-in");
        await Page.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(Page.Locator("#app")).ToBeVisibleAsync();
        Page.Url.Should().Be($"{_site.Address}/", "the code is used up");
    }

    /// <summary>Every field says what is wrong with it.</summary>
    private async Task RefusesAWrongItemAsync()
    {
        await Page.FillAsync("#create [name=price]", "cheap");
        await Page.ClickAsync("#create button");

        await Expect(Page.Locator("#create [data-error=price]"))
            .ToHaveTextAsync("Input should be a valid number");
        await Expect(Page.Locator("#create [data-error=name]"))
            .ToHaveTextAsync("String should have at least 1 character");
        await Browser.KeepScreenshotAsync(Page, "example-422");
    }

    private async Task CreateAsync(string name, string price)
    {
        await Page.FillAsync("#create [name=name]", name);
        await Page.FillAsync("#create [name=price]", price);
        await Page.FillAsync("#create [name=category]", "kitchen");
        await Page.ClickAsync("#create button");

        await SaysAsync($"Created {name}.");
        await Expect(Rows).ToHaveCountAsync(2);
    }

    private async Task SomebodyElseWinsAsync(string id)
    {
        await _stack.Client.CallAsync("PUT", Api.Item(id), """{"price": 12}""");

        await Price.FillAsync("1");
        await Row.GetByText("Save").ClickAsync();

        await SaysAsync(
            "Somebody else has changed this item. This is the newest version: please look again."
        );
        await Expect(Price).ToHaveValueAsync("12");
        await Browser.KeepScreenshotAsync(Page, "example-412");
        (await _stack.Client.GetItemAsync(id)).Raw("price").Should().Be("12");
    }

    private Task SaysAsync(string message) => Expect(Page.Locator("#message")).ToHaveTextAsync(message);

    private void ShouldOnlyKnow(params string[] addresses) =>
        _browser
            .Requests.Where(url => url.Scheme is "http" or "https")
            .Select(url => url.Authority)
            .Distinct()
            .Should()
            .BeSubsetOf(addresses.Select(address => new Uri(address).Authority));

    /// <summary>The example as it is, but for the port of the local host in its configuration.</summary>
    private async Task ServeExampleAsync(HttpContext context)
    {
        string name = context.Request.Path == "/" ? "index.html" : context.Request.Path.ToString()[1..];
        string folder = name.StartsWith("client/", StringComparison.Ordinal)
            ? "artifacts/clients/dist"
            : "docs/examples/browser";
        string file = Repository.Path($"{folder}/{Path.GetFileName(name)}");
        if (!File.Exists(file))
        {
            context.Response.StatusCode = 404;
            return;
        }

        context.Response.ContentType = ContentTypes[Path.GetExtension(file)];
        string text = await File.ReadAllTextAsync(file);
        await context.Response.WriteAsync(
            text.Replace(
                "http://localhost:3000",
                _stack.Url.ToString().TrimEnd('/'),
                StringComparison.Ordinal
            )
        );
    }
}
