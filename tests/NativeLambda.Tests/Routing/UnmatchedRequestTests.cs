using NativeLambda.Http;
using NativeLambda.Routing;

namespace NativeLambda.Tests.Routing;

public sealed class UnmatchedRequestTests
{
    private const AllowedMethods All =
        AllowedMethods.Get
        | AllowedMethods.Post
        | AllowedMethods.Put
        | AllowedMethods.Patch
        | AllowedMethods.Delete;

    [Theory]
    [InlineData(Method.Get)]
    [InlineData(Method.Other)]
    public void A_path_without_a_route_is_404(Method method)
    {
        var response = Respond(method, AllowedMethods.None);

        response.Status.Should().Be(404);
        Allow(response).Should().BeEmpty();
    }

    [Theory]
    [InlineData(AllowedMethods.Get, "GET, HEAD, OPTIONS")]
    [InlineData(AllowedMethods.Post, "POST, OPTIONS")]
    [InlineData(AllowedMethods.Get | AllowedMethods.Delete, "GET, HEAD, DELETE, OPTIONS")]
    [InlineData(All, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")]
    public void A_method_without_a_route_is_405_with_the_allowed_methods(
        AllowedMethods allowed,
        string expected
    )
    {
        var response = Respond(Method.Other, allowed);

        response.Status.Should().Be(405);
        Allow(response).Should().Equal(expected);
    }

    [Fact]
    public void HEAD_is_405_when_GET_has_no_route()
    {
        var response = Respond(Method.Head, AllowedMethods.Post);

        response.Status.Should().Be(405);
        Allow(response).Should().Equal("POST, OPTIONS");
    }

    [Fact]
    public void OPTIONS_is_204_with_the_allowed_methods()
    {
        var response = Respond(Method.Options, AllowedMethods.Get | AllowedMethods.Put);

        response.Status.Should().Be(204);
        Allow(response).Should().Equal("GET, HEAD, PUT, OPTIONS");
    }

    [Fact]
    public void OPTIONS_of_a_path_without_a_route_is_204()
    {
        var response = Respond(Method.Options, AllowedMethods.None);

        response.Status.Should().Be(204);
        Allow(response).Should().BeEmpty();
    }

    private static Response Respond(Method method, AllowedMethods allowed) =>
        UnmatchedRequest.Respond(new Request { Method = method, Path = "/x"u8.ToArray() }, allowed);

    private static IEnumerable<string> Allow(Response response) =>
        response.Headers.Where(header => header.Key == "allow").Select(header => header.Value);
}
