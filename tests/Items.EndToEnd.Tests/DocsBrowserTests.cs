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
        var user = Page.Locator(".auth-container")
            .Filter(new LocatorFilterOptions { HasText = "authorizationCode" });
        await user.GetByText("select all").ClickAsync();
        var popup = await Page.RunAndWaitForPopupAsync(() => user.Locator("button.authorize").ClickAsync());
        await popup.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(user.GetByText("Logout")).ToBeVisibleAsync();
        await Browser.SaveScreenshotAsync(Page, "docs-signed-in");
        await Page.Locator(".btn-done").First.ClickAsync();
    }

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
