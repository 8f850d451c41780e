using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Items.Testing;

/// <summary>An HTTP server on a free loopback port.</summary>
public sealed class HttpServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _connections;

    private HttpServer(WebApplication application) => _application = application;

    /// <summary>Without a slash at its end, as an origin and an issuer are written.</summary>
    public string Address => _application.Urls.Single();

    public int Port => new Uri(Address).Port;

    /// <summary>Number of connections accepted so far.</summary>
    public int Connections => _connections;

    /// <param name="respond">Writes the response; its first argument is the number of the request, from 1.</param>
    /// <param name="certificate">Null for plain HTTP.</param>
    /// <param name="handshakeDelay">Time between a connection and the start of its TLS handshake.</param>
    public static async Task<HttpServer> StartAsync(
        Func<int, HttpContext, Task> respond,
        X509Certificate2? certificate = null,
        TimeSpan handshakeDelay = default
    )
    {
        HttpServer server = null!;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(
                IPAddress.Loopback,
                0,
                listen =>
                {
                    listen.Use(next =>
                        async connection =>
                        {
                            Interlocked.Increment(ref server._connections);
                            await Task.Delay(handshakeDelay);
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
        server = new HttpServer(application);
        int requests = 0;
        application.Run(context => respond(Interlocked.Increment(ref requests), context));
        await application.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
