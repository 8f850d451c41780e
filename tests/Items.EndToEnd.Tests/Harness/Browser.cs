using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>A page in a real, headless Chromium, with what its console and its network have seen.</summary>
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

    /// <summary>What the consoles of all pages show in red or yellow, failed requests included.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>Every address that any page has asked for.</summary>
    public IReadOnlyList<Uri> Requests => [.. _requests];

    public static async Task<Browser> StartAsync()
    {
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
                    // Whatever a page or the browser itself would ask for elsewhere.
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

    /// <summary>Keeps a picture of a page in <c>artifacts/screenshots</c>.</summary>
    public static Task KeepScreenshotAsync(IPage page, string name) =>
        page.ScreenshotAsync(
            new PageScreenshotOptions { Path = Repository.Path($"artifacts/screenshots/{name}.png") }
        );

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
