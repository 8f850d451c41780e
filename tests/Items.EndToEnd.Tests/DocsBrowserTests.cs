using Items.EndToEnd.Tests.Harness;
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
        await using var stack = await LocalStack.StartAsync();

        await TryOutAsync(stack, stack.Url.ToString());
    }

    [BrowserFact]
    public async Task It_works_behind_a_named_stage_too()
    {
        await using var stack = await LocalStack.StartAsync(new StackOptions { Stage = "prod" });

        await TryOutAsync(stack, $"{stack.Url}prod/");
        await OpenReferenceAsync(stack, $"{stack.Url}prod/");
    }

    [BrowserFact]
    public async Task The_reference_shows_every_operation()
    {
        await using var stack = await LocalStack.StartAsync();

        await OpenReferenceAsync(stack, stack.Url.ToString());

        await Page.GetByPlaceholder("Search").FillAsync("idempotency");
        await Expect(Page.GetByRole(AriaRole.Search).GetByText("Create an item").First).ToBeVisibleAsync();
        await Browser.KeepScreenshotAsync(Page, "redoc-search");
        _browser.Errors.Should().BeEmpty();
    }

    [BrowserFact]
    public async Task A_page_can_tell_how_long_the_function_took_to_send_it()
    {
        await using var stack = await LocalStack.StartAsync();

        await Page.GotoAsync($"{stack.Url}docs");

        const string Timing = "performance.getEntriesByType('navigation')[0].serverTiming";
        (await Page.EvaluateAsync<string[]>($"{Timing}.map(it => it.name)"))
            .Should()
            .Equal("cold", "init", "db", "total");
        (await Page.EvaluateAsync<double>($"{Timing}.find(it => it.name === 'init').duration"))
            .Should()
            .BePositive();
    }

    private async Task TryOutAsync(LocalStack stack, string api)
    {
        await Page.GotoAsync($"{api}docs");
        await Expect(Page.Locator(".opblock")).ToHaveCountAsync(10);
        await Browser.KeepScreenshotAsync(Page, "docs");
        await SignInAsync();

        var create = Page.Locator("#operations-items-createItem");
        await create.Locator(".opblock-summary-control").ClickAsync();
        await create.GetByText("Try it out").ClickAsync();
        await create.GetByText("Execute").ClickAsync();
        await Expect(Answer(create)).ToContainTextAsync("201");
        await Expect(Answer(create)).ToContainTextAsync("\"name\": \"Blue mug\"");
        await Browser.KeepScreenshotAsync(Page, "docs-201");

        await create.Locator("textarea").FillAsync("""{"name": "", "price": 0, "category": "kitchen"}""");
        await create.GetByText("Execute").ClickAsync();
        await Expect(Answer(create)).ToContainTextAsync("422");
        await Expect(Answer(create)).ToContainTextAsync("Input should be greater than 0");
        await Browser.KeepScreenshotAsync(Page, "docs-422");

        _browser.Errors.Should().ContainSingle("a 422 was provoked").Which.Should().Contain("422");
        ShouldOnlyKnow(stack);
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
        await Browser.KeepScreenshotAsync(Page, "docs-signed-in");
        await Page.Locator(".btn-done").First.ClickAsync();
    }

    private async Task OpenReferenceAsync(LocalStack stack, string api)
    {
        await Page.GotoAsync($"{api}redoc");
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
            .Be("sticky", "its styles are let in");
        await Browser.KeepScreenshotAsync(Page, "redoc");
        ShouldOnlyKnow(stack);
    }

    private static ILocator Answer(ILocator operation) => operation.Locator(".live-responses-table");

    private void ShouldOnlyKnow(LocalStack stack) =>
        _browser
            .Requests.Where(url => url.Scheme is "http" or "https")
            .Select(url => url.Authority)
            .Distinct()
            .Should()
            .Equal(stack.Url.Authority);
}
