using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>A page in a headless Chromium, with a record of its console messages and requests.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Chromium's path; null when it is not installed.</summary>
    public static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly ConcurrentQueue<Uri> _requests = [];

    private Browser(IPlaywright playwright, IBrowser browser, IPage page)
    {
        _playwright = playwright;
        _browser = browser;
        Page = page;
        Page.Context.Request += (_, request) => _requests.Enqueue(new Uri(request.Url));
        Page.Context.WebError += (_, error) => _errors.Enqueue(error.Error);
        Page.Context.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _errors.Enqueue(message.Text);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings on the consoles of all pages, failed requests included.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>URLs of all requests of all pages.</summary>
    public IReadOnlyList<Uri> Requests => [.. _requests];

    /// <summary>Fails unless all HTTP requests went to these servers, each of which got one.</summary>
    public void ShouldOnlyHaveCalled(params Uri[] servers) =>
        Requests
            .Where(url => url.Scheme is "http" or "https")
            .Select(url => url.Authority)
            .Distinct()
            .Should()
            .BeEquivalentTo(servers.Select(server => server.Authority));

    public static async Task<Browser> StartAsync()
    {
        // As long as an action may take. The default of 5 seconds is too short on a machine with several builds at once.
        Assertions.SetDefaultExpectTimeout(30_000);
        var playwright = await Playwright.CreateAsync();
        try
        {
            var browser = await playwright.Chromium.LaunchAsync(
                new BrowserTypeLaunchOptions
                {
                    ExecutablePath =
                        Program ?? throw new InvalidOperationException(BrowserFactAttribute.Missing),
                    // Containers run as root, where Chromium's sandbox does not start. The pages are our own.
                    ChromiumSandbox = false,
                    // Neither the pages nor the browser itself can call other servers.
                    Args = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"],
                }
            );
            var page = await browser.NewPageAsync(
                new BrowserNewPageOptions
                {
                    ViewportSize = new ViewportSize { Width = 1000, Height = 700 },
                }
            );
            return new Browser(playwright, browser, page);
        }
        catch
        {
            playwright.Dispose();
            throw;
        }
    }

    /// <summary>Writes a screenshot to <c>artifacts/screenshots</c>.</summary>
    public static Task SaveScreenshotAsync(IPage page, string name) =>
        page.ScreenshotAsync(
            new PageScreenshotOptions { Path = Repository.PathTo($"artifacts/screenshots/{name}.png") }
        );

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
