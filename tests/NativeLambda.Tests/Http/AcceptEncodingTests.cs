using NativeLambda.Http;

namespace NativeLambda.Tests.Http;

public sealed class AcceptEncodingTests
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate, gzip;q=1.0, *;q=0.5")]
    [InlineData("br , GZIP ; Q=0.5")]
    [InlineData("gzip;q=0.001")]
    [InlineData("gzip;\tq=1.")]
    [InlineData("*")]
    [InlineData("br, *;q=0.1")]
    [InlineData("identity, gzip")]
    [InlineData("identity;q=0.5, *;q=0.5")]
    [InlineData("identity;q=0, gzip;q=0.2")]
    public void An_acceptable_coding_is_used(string header)
    {
        AcceptEncoding.Prefers(header, "gzip").Should().BeTrue();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("br, deflate")]
    [InlineData("gzipped")]
    [InlineData("gzip;q=0")]
    [InlineData("gzip;q=0.0")]
    [InlineData("gzip; q=0.000")]
    [InlineData("gzip ; q=0, *")]
    [InlineData("*;q=0")]
    [InlineData("gzip;q=")]
    [InlineData("gzip;q=-1")]
    [InlineData("gzip;level=9")]
    [InlineData("identity, gzip;q=0.9")]
    [InlineData("identity;q=0.5, *;q=0.1")]
    public void A_coding_that_is_not_listed_not_acceptable_or_less_preferred_than_none_is_not_used(
        string? header
    )
    {
        AcceptEncoding.Prefers(header, "gzip").Should().BeFalse();
    }
}
