using System.Text.Json;
using Items.Client;

namespace Items.EndToEnd.Tests.Clients;

/// <summary>The signatures of <see cref="AwsSignatureHandler"/>.</summary>
public sealed class AwsSignatureTests
{
    /// <summary>Credentials, time and host of AWS's published test vectors.</summary>
    private static readonly AwsCredentials Credentials = new(
        "AKIDEXAMPLE",
        "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    );

    private static readonly DateTimeOffset Time = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    /// <summary>From AWS's test suite of Signature Version 4: get-vanilla, get-vanilla-query-order-key-case.</summary>
    [Theory]
    [InlineData("/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData(
        "/?Param2=value2&Param1=value1",
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
    )]
    public async Task The_signature_is_that_of_AWS_test_vectors(string path, string signature)
    {
        string header = await SignAsync($"https://example.amazonaws.com{path}", Credentials, "service");

        header
            .Should()
            .Be(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                    + $"SignedHeaders=host;x-amz-date, Signature={signature}"
            );
    }

    [Theory]
    [InlineData("/api/v1/export", null)]
    [InlineData("/api/v1/export?category=k%C3%BCche%20%2B%20bad&cursor=AQ-_~.", null)]
    [InlineData("/api/v1/export?cursor=&category=a%2Fb", "temporary/session+token==")]
    [InlineData("/a%20b/%C3%BC", null)]
    public async Task The_signature_is_that_of_an_independent_implementation(
        string path,
        string? sessionToken
    )
    {
        string url = $"https://abc.lambda-url.eu-west-1.on.aws{path}";

        string header = await SignAsync(url, Credentials with { SessionToken = sessionToken }, "lambda");

        header.Should().Be(await SignWithAws4FetchAsync(url, sessionToken));
    }

    private static async Task<string> SignAsync(string url, AwsCredentials credentials, string service)
    {
        using var sent = new SentRequest();
        using var signer = new AwsSignatureHandler(
            _ => ValueTask.FromResult(credentials),
            "us-east-1",
            service,
            new FixedTime()
        )
        {
            InnerHandler = sent,
        };
        using var http = new HttpClient(signer);

        using var response = await http.GetAsync(new Uri(url));

        return sent.Authorization!;
    }

    private static async Task<string> SignWithAws4FetchAsync(string url, string? sessionToken)
    {
        string options = JsonSerializer.Serialize(
            new
            {
                accessKeyId = Credentials.AccessKeyId,
                secretAccessKey = Credentials.SecretAccessKey,
                sessionToken,
                service = "lambda",
                region = "us-east-1",
                url,
            }
        );
        string output = await TestProcess.RunAsync(
            "node",
            "--input-type=module",
            "--eval",
            $$"""
            import { AwsV4Signer } from "{{Repository.PathTo(
                "node_modules/aws4fetch/dist/aws4fetch.esm.mjs"
            )}}";
            const signer = new AwsV4Signer({ ...{{options}}, datetime: "20150830T123600Z" });
            console.log((await signer.sign()).headers.get("authorization"));
            """
        );
        return output.Trim();
    }

    private sealed class SentRequest : HttpMessageHandler
    {
        public string? Authorization { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Authorization = request.Headers.NonValidated["Authorization"].ToString();
            return Task.FromResult(new HttpResponseMessage());
        }
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Time;
    }
}
