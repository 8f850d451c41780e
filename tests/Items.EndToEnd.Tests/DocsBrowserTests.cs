using Items.EndToEnd.Tests.Contract;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Items.EndToEnd.Tests;

/// <summary>The documentation pages in a real browser.</summary>
public sealed class DocsBrowserTests : IAsyncLifetime
{
    private Browser _browser = null!;

    private IPage Page => _browser.Page;

    public async Task InitializeAsync() => _browser = await Browser.StartAsync();

    public async Task DisposeAsync() => await _browser.DisposeAsync();

    [BrowserFact]
    public async Task A_reader_signs_in_and_creates_an_item_from_the_page()
    {
        await using var api = await HostedApi.StartAsync();

        await TryOutAsync(api, api.Url.ToString());
    }

    [BrowserFact]
    public async Task The_pages_work_behind_a_named_stage()
    {
        await using var api = await HostedApi.StartAsync(new HostedApiOptions { Stage = "prod" });

        await TryOutAsync(api, $"{api.Url}prod/");
        await OpenReferenceAsync(api, $"{api.Url}prod/");
    }

    [BrowserFact]
    public async Task The_reference_shows_every_operation()
    {
        await using var api = await HostedApi.StartAsync();

        await OpenReferenceAsync(api, api.Url.ToString());

        await Page.GetByPlaceholder("Search").FillAsync("idempotency");
        await Expect(Page.GetByRole(AriaRole.Search).GetByText("Create an item").First).ToBeVisibleAsync();
        await Browser.SaveScreenshotAsync(Page, "redoc-search");
        _browser.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_page_can_read_the_server_timing_of_its_response()
    {
        await using var api = await HostedApi.StartAsync();

        await Page.GotoAsync($"{api.Url}docs");

        const string Timing = "performance.getEntriesByType('navigation')[0].serverTiming";
        (await Page.EvaluateAsync<string[]>($"{Timing}.map(it => it.name)"))
            .Should()
            .Equal("cold", "init", "db", "total");
        (await Page.EvaluateAsync<double>($"{Timing}.find(it => it.name === 'init').duration"))
            .Should()
            .BePositive();
    }

    [BrowserFact]
    public async Task A_link_to_an_operation_opens_it_after_a_reload()
    {
        await using var api = await HostedApi.StartAsync();
        await Page.GotoAsync($"{api.Url}docs/");

        await Page.Locator("#operations-items-listItems .opblock-summary-control").ClickAsync();
        await Page.WaitForURLAsync(url => url.EndsWith("/docs/#/items/listItems", StringComparison.Ordinal));
        await Page.ReloadAsync();
        await Expect(Page.Locator("#operations-items-listItems.is-open")).ToBeVisibleAsync();

        await Page.GotoAsync($"{api.Url}redoc");
        await Page.GetByRole(AriaRole.Menuitem).GetByText("Authentication").ClickAsync();
        await Page.WaitForURLAsync(url =>
            url.EndsWith("/redoc#section/Authentication", StringComparison.Ordinal)
        );
        await Page.ReloadAsync();
        await Expect(Page.Locator("h2").GetByText("service", new() { Exact = true })).ToBeVisibleAsync();
        await Page.GetByText("Try the operations in the browser").ClickAsync();
        await Expect(Page.Locator(".opblock").First).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task The_forms_contain_nothing_that_the_reader_did_not_enter()
    {
        await using var api = await HostedApi.StartAsync();
        await Page.GotoAsync($"{api.Url}docs");

        var list = Page.Locator("#operations-items-listItems");
        await list.Locator(".opblock-summary-control").ClickAsync();
        await list.GetByText("Try it out").ClickAsync();
        await Expect(list.GetByPlaceholder("category")).ToHaveValueAsync("");
        await Expect(list.GetByPlaceholder("limit")).ToHaveValueAsync("20");

        await Page.Locator(".btn.authorize").First.ClickAsync();
        await Expect(SignInForm("authorizationCode").Locator("#client_id_authorizationCode"))
            .ToHaveValueAsync("local-web");
        await Expect(SignInForm("clientCredentials").Locator("#client_id_clientCredentials"))
            .ToHaveValueAsync("");
    }

    [BrowserFact]
    public async Task A_reload_does_not_sign_the_reader_out()
    {
        await using var api = await HostedApi.StartAsync();
        await Page.GotoAsync($"{api.Url}docs");
        await SignInAsync();

        await Page.ReloadAsync();

        await Page.Locator(".btn.authorize").First.ClickAsync();
        await Expect(SignInForm("authorizationCode").GetByText("Logout")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task The_interactive_page_is_light_or_dark_and_has_no_accessibility_violation_of_its_own()
    {
        await using var api = await HostedApi.StartAsync();

        await CheckAppearanceAsync($"{api.Url}docs", ColorScheme.Light, created: "#docs", readable: "nav");
        await CheckAppearanceAsync($"{api.Url}docs", ColorScheme.Dark, created: "#docs", readable: "nav");
    }

    [BrowserFact]
    public async Task The_reference_is_light_or_dark_and_has_no_accessibility_violation_of_its_own()
    {
        await using var api = await HostedApi.StartAsync();

        await CheckAppearanceAsync(
            $"{api.Url}redoc",
            ColorScheme.Light,
            created: "#redoc",
            readable: "#redoc"
        );
        await CheckAppearanceAsync(
            $"{api.Url}redoc",
            ColorScheme.Dark,
            created: "#redoc",
            readable: "#redoc"
        );
    }

    /// <param name="created">The part of the page that a library creates.</param>
    /// <param name="readable">The part whose colors are ours.</param>
    private async Task CheckAppearanceAsync(string url, ColorScheme scheme, string created, string readable)
    {
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
        await Page.GotoAsync(url);
        await Expect(Page.Locator($"{created} :is(h1, h2, h3)").First).ToBeVisibleAsync();
        await Browser.SaveScreenshotAsync(Page, $"{created[1..]}-{scheme}");

        string background = await Page.EvaluateAsync<string>(
            "getComputedStyle(document.body).backgroundColor"
        );
        (background == "rgb(28, 32, 34)").Should().Be(scheme == ColorScheme.Dark, background);
        (await Accessibility.ViolationsAsync(Page, created)).Should().BeEmpty();
        (await Accessibility.LowContrastsAsync(Page, readable)).Should().BeEmpty();
    }

    private async Task TryOutAsync(HostedApi api, string root)
    {
        await Page.GotoAsync($"{root}docs");
        await Expect(Page.Locator(".opblock")).ToHaveCountAsync(OpenApiDocument.Shared.Operations.Count);
        await Browser.SaveScreenshotAsync(Page, "docs");
        await SignInAsync();

        var create = Page.Locator("#operations-items-createItem");
        await create.Locator(".opblock-summary-control").ClickAsync();
        await create.GetByText("Try it out").ClickAsync();
        await create.GetByText("Execute").ClickAsync();
        await Expect(Response(create)).ToContainTextAsync("201");
        await Expect(Response(create)).ToContainTextAsync("\"name\": \"Blue mug\"");
        await Browser.SaveScreenshotAsync(Page, "docs-201");

        await create.Locator("textarea").FillAsync("""{"name": "", "price": 0, "category": "kitchen"}""");
        await create.GetByText("Execute").ClickAsync();
        await Expect(Response(create)).ToContainTextAsync("422");
        await Expect(Response(create)).ToContainTextAsync("Input should be greater than 0");
        await Browser.SaveScreenshotAsync(Page, "docs-422");

        _browser.Errors.Should().ContainSingle("there was a 422").Which.Should().Contain("422");
        _browser.ShouldOnlyHaveCalled(api.Url);
    }

    private async Task SignInAsync()
    {
        await Page.Locator(".btn.authorize").First.ClickAsync();
        var user = SignInForm("authorizationCode");
        await user.GetByText("select all").ClickAsync();
        var popup = await Page.RunAndWaitForPopupAsync(() => user.Locator("button.authorize").ClickAsync());
        await popup.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(user.GetByText("Logout")).ToBeVisibleAsync();
        await Browser.SaveScreenshotAsync(Page, "docs-signed-in");
        await Page.Locator(".btn-done").First.ClickAsync();
    }

    private ILocator SignInForm(string flow) =>
        Page.Locator(".auth-container").Filter(new LocatorFilterOptions { HasText = flow });

    private async Task OpenReferenceAsync(HostedApi api, string root)
    {
        await Page.GotoAsync($"{root}redoc");
        await Expect(Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Items API" }).First)
            .ToBeVisibleAsync();
        await Expect(
                Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Delete an item" }).First
            )
            .ToBeVisibleAsync();
        (
            await Page.EvaluateAsync<string>(
                "getComputedStyle(document.querySelector('.menu-content')).position"
            )
        )
            .Should()
            .Be("sticky", "the policy allows its styles");
        await Browser.SaveScreenshotAsync(Page, "redoc");
        _browser.ShouldOnlyHaveCalled(api.Url);
    }

    private static ILocator Response(ILocator operation) => operation.Locator(".live-responses-table");
}
