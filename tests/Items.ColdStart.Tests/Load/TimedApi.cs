using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Items.ColdStart.Tests.Load;

/// <summary>An API on a free loopback port whose n-th answer the test decides.</summary>
internal sealed class TimedApi : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _connections;

    private TimedApi(WebApplication application) => _application = application;

    public string Address => _application.Urls.Single();

    public int Port => new Uri(Address).Port;

    public int Connections => _connections;

    /// <param name="answer">Gets the number of the request, from 1.</param>
    /// <param name="certificate">Null for plain HTTP.</param>
    /// <param name="handshake">What TLS takes longer.</param>
    public static async Task<TimedApi> StartAsync(
        Func<int, HttpContext, Task> answer,
        X509Certificate2? certificate = null,
        TimeSpan handshake = default
    )
    {
        TimedApi api = null!;
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
        api = new TimedApi(application);
        int requests = 0;
        application.Run(context => answer(Interlocked.Increment(ref requests), context));
        await application.StartAsync();
        return api;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
