using System.Text;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using NativeLambda.Aws;
using NativeLambda.Transport;

namespace NativeLambda.Tests.Aws;

public sealed class RequestSignerTests
{
    private const string SessionToken =
        "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";

    /// <summary>AWS's Signature Version 4 test suite: the vectors of <c>POST /</c> without a query.</summary>
    [Theory]
    [InlineData("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b", "")] // post-vanilla
    // post-header-key-sort, post-header-value-case, post-sts-header-before, post-x-www-form-urlencoded
    [InlineData("c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c", "", "my-header1:value1")]
    [InlineData("cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d", "", "my-header1:VALUE1")]
    [InlineData(
        "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
        "",
        "x-amz-security-token:" + SessionToken
    )]
    [InlineData(
        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
        "Param1=value1",
        "content-type:application/x-www-form-urlencoded"
    )]
    public void A_signature_equals_the_published_test_vector(
        string signature,
        string body,
        params string[] additional
    )
    {
        var signer = new RequestSigner(
            new ImmutableCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null),
            "us-east-1",
            "service"
        );
        string[] lines = ["host:example.amazonaws.com", "x-amz-date:20150830T123600Z", .. additional];
        var headers = lines
            .Order(StringComparer.Ordinal)
            .Select(line => line.Split(':'))
            .ToDictionary(parts => parts[0], parts => parts[1]);

        string authorization = Authorize(
            signer,
            "20150830T123600Z",
            [.. headers],
            Encoding.UTF8.GetBytes(body)
        );

        authorization
            .Should()
            .Be(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                    + $"SignedHeaders={string.Join(';', headers.Keys)}, Signature={signature}"
            );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a session token/+=")]
    public async Task A_signature_equals_that_of_the_SDK(string? sessionToken)
    {
        const string AccessKey = "AKIAIOSFODNN7EXAMPLE";
        const string SecretKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        HttpMessage? request = null;
        using var server = new TcpServer(
            async (stream, cancellationToken) =>
            {
                request = await HttpMessage.ReadAsync(stream, cancellationToken);
                await TcpServer.WriteAsync(stream, HttpMessage.Response("200 OK", "{}"), cancellationToken);
            }
        );
        using var sdk = new AmazonDynamoDBClient(
            sessionToken is null
                ? new BasicAWSCredentials(AccessKey, SecretKey)
                : new SessionAWSCredentials(AccessKey, SecretKey, sessionToken),
            new AmazonDynamoDBConfig
            {
                ServiceURL = server.Address.ToString(),
                AuthenticationRegion = "eu-central-1",
            }
        );

        await sdk.PutItemAsync("ItemsTable", new() { ["item_id"] = new("ä \"quoted\" 😀") });

        string authorization = request!.Header("authorization")!;
        string[] names = authorization.Split("SignedHeaders=")[1].Split(',')[0].Split(';');
        var signer = new RequestSigner(
            new ImmutableCredentials(AccessKey, SecretKey, sessionToken),
            "eu-central-1",
            "dynamodb"
        );
        Authorize(
                signer,
                request.Header("x-amz-date")!,
                [.. names.Select(name => KeyValuePair.Create(name, request.Header(name)!))],
                request.Bytes.AsSpan(request.BodyStart)
            )
            .Should()
            .Be(authorization);
        signer.SessionToken.Should().Be(sessionToken);
    }

    [Fact]
    public void The_signing_key_changes_with_the_day()
    {
        var credentials = new ImmutableCredentials("id", "secret", null);
        var signer = new RequestSigner(credentials, "us-east-1", "dynamodb");
        Authorize(signer, "20261120T235959Z", [], []);

        string authorization = Authorize(signer, "20261121T000000Z", [], []);

        authorization
            .Should()
            .Be(
                Authorize(new RequestSigner(credentials, "us-east-1", "dynamodb"), "20261121T000000Z", [], [])
            );
    }

    [Fact]
    public void A_timestamp_has_the_basic_format_of_ISO_8601() =>
        RequestSigner
            .Timestamp(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc))
            .Should()
            .Be("20260102T030405Z");

    private static string Authorize(
        RequestSigner signer,
        string timestamp,
        KeyValuePair<string, string>[] headers,
        ReadOnlySpan<byte> body
    )
    {
        var output = new TextBuffer();
        signer.Authorize(timestamp, headers, body, output);
        return Encoding.ASCII.GetString(output.Written);
    }
}
