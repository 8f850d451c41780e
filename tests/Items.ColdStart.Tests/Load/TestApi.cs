using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Items.ColdStart.Tests.Load;

/// <summary>An API on a free loopback port whose responses the test defines.</summary>
internal sealed class TestApi : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _connections;

    private TestApi(WebApplication application) => _application = application;

    public string Address => _application.Urls.Single();

    public int Port => new Uri(Address).Port;

    public int Connections => _connections;

    /// <param name="respond">Gets the number of the request, from 1.</param>
    /// <param name="certificate">Null for plain HTTP.</param>
    /// <param name="handshake">Added to the duration of the TLS handshake.</param>
    public static async Task<TestApi> StartAsync(
        Func<int, HttpContext, Task> respond,
        X509Certificate2? certificate = null,
        TimeSpan handshake = default
    )
    {
        TestApi api = null!;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                System.Net.IPAddress.Loopback,
                0,
                listen =>
                {
                    listen.Use(next =>
                        async connection =>
                        {
                            Interlocked.Increment(ref api._connections);
                            await Task.Delay(handshake);
                            await next(connection);
                        }
                    );
                    if (certificate is not null)
                    {
                        listen.UseHttps(certificate);
                    }
                }
            )
        );
        builder.Logging.ClearProviders();
        var application = builder.Build();
        api = new TestApi(application);
        int requests = 0;
        application.Run(context => respond(Interlocked.Increment(ref requests), context));
        await application.StartAsync();
        return api;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
