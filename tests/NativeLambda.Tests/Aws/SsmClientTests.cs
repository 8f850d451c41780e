using NativeLambda.Aws;
using static NativeLambda.Tests.Aws.AwsServer;
using static NativeLambda.Tests.Transport.BlockingCall;

namespace NativeLambda.Tests.Aws;

public sealed class SsmClientTests
{
    [Theory]
    [InlineData(
        """{"Parameter":{"Name":"/a","Type":"SecureString","Value":"whsec_1","Version":3}}""",
        "whsec_1"
    )]
    [InlineData("""{"Other":{"Value":"x"},"Parameter":{"Tags":[{"Value":"y"}],"Value":"a\nü"}}""", "a\nü")]
    public async Task The_value_of_a_parameter_is_read_decrypted(string response, string value)
    {
        using var server = Responding(Ok(response));

        (await GetAsync(server)).Should().Be(value);

        var call = server.Calls.Should().ContainSingle().Which;
        call.Header("x-amz-target").Should().Be("AmazonSSM.GetParameter");
        call.Body.Should().Be("""{"Name":"/items/secrets","WithDecryption":true}""");
    }

    [Fact]
    public async Task A_parameter_that_does_not_exist_is_null()
    {
        using var server = Responding(Error("400 Bad Request", "ParameterNotFound", ""));

        (await GetAsync(server)).Should().BeNull();

        server.Calls.Should().ContainSingle("it is not a transient error");
    }

    [Fact]
    public async Task A_transient_error_is_repeated()
    {
        using var server = Responding(
            Error("500 Internal Server Error", "InternalServerError", ""),
            "",
            Error("400 Bad Request", "ThrottlingException", "Rate exceeded"),
            Ok("""{"Parameter":{"Value":"x"}}""")
        );

        (await GetAsync(server)).Should().Be("x");

        server.Calls.Should().HaveCount(4);
    }

    [Fact]
    public async Task Another_error_is_an_exception()
    {
        using var server = Responding(
            Error("400 Bad Request", "AccessDeniedException", "no ssm:GetParameter")
        );

        var get = () => GetAsync(server);

        (await get.Should().ThrowAsync<AwsServiceException>())
            .Which.Code.Should()
            .Be("AccessDeniedException");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"Parameter":{"Name":"a"}}""")]
    [InlineData("""{"Parameter":{"Value":null}}""")]
    [InlineData("""{"Parameter":{"Value":{}}}""")]
    [InlineData("""{"Parameter":""")]
    public async Task A_response_without_a_value_is_an_error_of_the_connection(string response)
    {
        using var server = Responding(Ok(response));

        var get = () => GetAsync(server);

        await get.Should().ThrowAsync<IOException>();
    }

    private static async Task<string?> GetAsync(AwsServer server)
    {
        using var client = server.NewClient("application/x-amz-json-1.1", "ssm");
        string? value = null;
        await RunAsync(() =>
            value = new SsmClient(client).GetParameter("/items/secrets", CancellationToken.None)
        );
        return value;
    }
}
