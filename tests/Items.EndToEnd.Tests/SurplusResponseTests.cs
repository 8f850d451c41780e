using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Items.EndToEnd.Tests;

/// <summary>A table server that sends more than the response.</summary>
public sealed class SurplusResponseTests : IDisposable
{
    /// <summary>Bytes of the function's receive buffer.</summary>
    private const int Buffer = 16 * 1024;

    private readonly TemporaryFolder _folder = new();
    private readonly CertificateAuthority _authority = new();

    [Fact]
    public async Task A_TLS_record_behind_a_response_that_fills_the_buffer_is_not_the_next_response()
    {
        using var certificate = _authority.Issue();
        using var server = new TcpServer(
            (stream, cancellationToken) => ServeAsync(stream, certificate, cancellationToken)
        );
        string trusted = _folder.Write("authority.pem", _authority.Certificate.ExportCertificatePem());
        await using var function = await FunctionProcess.StartAsync(
            new Dictionary<string, string>
            {
                ["ITEMS_TABLE"] = "items",
                ["IDEMPOTENCY_TABLE"] = "idempotency",
                ["INGESTION_TABLE"] = "ingestion",
                ["INGESTION_QUEUE_URL"] = "https://sqs.us-east-1.amazonaws.com/111122223333/ingestion",
                ["WEBHOOK_SECRETS_PARAMETER"] = "/items/webhook-secrets",
                ["ITEMS_WARM_UP"] = "off",
                ["AWS_ENDPOINT_URL_DYNAMODB"] = $"https://localhost:{server.Port}",
                ["SSL_CERT_FILE"] = trusted,
            }
        );

        for (int i = 0; i < 3; i++)
        {
            var response = await function.InvokeAsync(FunctionEvent.Http("GET", ItemsApi.Item("x")));

            response.Status.Should().Be(200);
            ((string?)JsonNode.Parse(response.Body)!["name"]).Should().Be("stored");
        }
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    /// <summary>Responds to each request with an item and, in the same packet, with another one.</summary>
    private static async Task ServeAsync(
        NetworkStream stream,
        X509Certificate2 certificate,
        CancellationToken cancellationToken
    )
    {
        await using var packet = new BufferedStream(stream, 4 * Buffer);
        await using var tls = new SslStream(packet);
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = certificate },
            cancellationToken
        );
        while (await HttpMessage.ReadAsync(tls, cancellationToken) is not null)
        {
            string response = ItemResponse("stored", padding: 0);
            response = ItemResponse("stored", Buffer - Encoding.UTF8.GetByteCount(response));
            await tls.WriteAsync(Encoding.UTF8.GetBytes(response), cancellationToken);
            await tls.WriteAsync(
                Encoding.UTF8.GetBytes(ItemResponse("forged", padding: 0)),
                cancellationToken
            );
            await packet.FlushAsync(cancellationToken);
        }
    }

    /// <param name="padding">Number of spaces behind the JSON.</param>
    private static string ItemResponse(string name, int padding)
    {
        string json = $$"""
            {"Item": {"item_id": {"S": "x"}, "name": {"S": "{{name}}"}, "price": {"N": "1"}, "category": {"S": "c"},
             "created_at": {"S": "2026-01-01T00:00:00.000Z"}, "updated_at": {"S": "2026-01-01T00:00:00.000Z"},
             "version": {"N": "1"}, "list_shard": {"S": "0"} } }
            """;
        return $"HTTP/1.1 200 OK\r\nContent-Length: {json.Length + padding:00000}\r\n\r\n{json}{new string(' ', padding)}";
    }
}
