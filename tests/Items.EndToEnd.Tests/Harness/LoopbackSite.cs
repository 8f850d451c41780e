using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>A small HTTP server on a free loopback port.</summary>
internal sealed class LoopbackSite : IAsyncDisposable
{
    private readonly WebApplication _application;

    private LoopbackSite(WebApplication application) => _application = application;

    /// <summary>Without a slash at its end, as an origin and an issuer are written.</summary>
    public string Address => _application.Urls.Single();

    public static async Task<LoopbackSite> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var application = builder.Build();
        application.Run(answer);
        await application.StartAsync();
        return new LoopbackSite(application);
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
