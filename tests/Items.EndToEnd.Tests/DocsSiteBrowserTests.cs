using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Items.EndToEnd.Tests;

/// <summary>The static site that <c>npm run docs</c> builds, in a real browser.</summary>
public sealed class DocsSiteBrowserTests : IAsyncLifetime, IDisposable
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    private readonly TemporaryFolder _folder = new();
    private HttpServer _server = null!;
    private Browser _browser = null!;

    private IPage Page => _browser.Page;

    private ILocator Menu => Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" });

    public async Task InitializeAsync()
    {
        await TestProcess.RunAsync("node", "docs/site/build.mjs", _folder.FullPath);
        _server = await HttpServer.StartAsync((_, context) => ServeAsync(context));
        _browser = await Browser.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await using var server = _server;
        await using var browser = _browser;
    }

    public void Dispose() => _folder.Dispose();

    [BrowserFact]
    public async Task A_reader_finds_a_section_by_the_menu_and_by_the_search()
    {
        await Page.GotoAsync($"{_server.Address}/index.html");
        await Menu.GetByText("Quick start").ClickAsync();
        await Expect(Menu.Locator("[aria-current]")).ToHaveTextAsync("Quick start");
        await Expect(Page.Locator(".hljs-string").First).ToBeVisibleAsync();

        await Page.GetByLabel("Search").FillAsync("retry-after 429");
        await Page.Locator("#results").GetByText("When to repeat a call").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "When to repeat a call" }))
            .ToBeInViewportAsync();

        await Page.GetByLabel("Search").FillAsync("zzzzzz");
        await Expect(Page.Locator("#results")).ToHaveTextAsync("Nothing was found.");
        _browser.Errors.Should().BeEmpty();
        _browser.ShouldOnlyHaveCalled(new Uri(_server.Address));
    }

    [BrowserFact]
    public async Task A_button_copies_the_commands_beside_it()
    {
        await Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await Page.GotoAsync($"{_server.Address}/quickstart.html");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy" }).First.ClickAsync();

        await Expect(Page.GetByText("Copied")).ToBeVisibleAsync();
        (await Page.EvaluateAsync<string>("navigator.clipboard.readText()"))
            .Should()
            .StartWith("dotnet run --project src/Items.LocalHost");
    }

    [BrowserFact]
    public async Task The_reference_leads_back_to_the_guides()
    {
        await Page.GotoAsync($"{_server.Address}/reference.html");
        await Expect(Page.Locator("#redoc h2").First).ToBeVisibleAsync();

        await Page.GetByText("Quick start").ClickAsync();

        await Expect(Page.Locator("h1")).ToHaveTextAsync("Items API");
        _browser.ShouldOnlyHaveCalled(new Uri(_server.Address));
    }

    [BrowserFact]
    public async Task The_reference_shows_the_samples_on_its_own_background()
    {
        await Page.GotoAsync($"{_server.Address}/reference.html");

        await Page.GetByRole(AriaRole.Tab, new() { Name = "TypeScript" }).First.ClickAsync();

        // The reference is dark here; the guides' light background would hide its light text.
        await Expect(Page.Locator("#redoc pre").Filter(new() { HasText = "items.getHealth()" }).First)
            .ToHaveCSSAsync("background-color", "rgba(0, 0, 0, 0)");
    }

    [BrowserFact]
    public async Task Every_page_fits_a_phone_and_has_no_accessibility_violation()
    {
        await Page.SetViewportSizeAsync(390, 844);
        foreach (
            string page in new[]
            {
                "index",
                "quickstart",
                "api",
                "samples",
                "cold-start",
                "decisions/0012-cold-path",
            }
        )
        {
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await Page.GotoAsync($"{_server.Address}/{page}.html");
                await Browser.SaveScreenshotAsync(Page, $"site-{Path.GetFileName(page)}-{scheme}");

                (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth"))
                    .Should()
                    .Be(0, "{0} does not scroll sideways", page);
                (await Accessibility.ViolationsAsync(Page)).Should().BeEmpty(page);
            }
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        string file = Path.Combine(_folder.FullPath, context.Request.Path.Value![1..]);
        if (!ContentTypes.TryGetContentType(file, out string? type) || !File.Exists(file))
        {
            context.Response.StatusCode = 404;
            return;
        }

        context.Response.ContentType = type;
        await context.Response.SendFileAsync(file);
    }
}
