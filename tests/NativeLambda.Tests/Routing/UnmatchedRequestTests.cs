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
    [InlineData(Method.Get, AllowedMethods.None, 404)]
    [InlineData(Method.Other, AllowedMethods.None, 404)]
    [InlineData(Method.Options, AllowedMethods.None, 204)]
    [InlineData(Method.Other, AllowedMethods.Get, 405, "GET, HEAD, OPTIONS")]
    [InlineData(Method.Other, AllowedMethods.Post, 405, "POST, OPTIONS")]
    [InlineData(Method.Other, AllowedMethods.Get | AllowedMethods.Delete, 405, "GET, HEAD, DELETE, OPTIONS")]
    [InlineData(Method.Other, All, 405, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")]
    [InlineData(Method.Head, AllowedMethods.Post, 405, "POST, OPTIONS")]
    [InlineData(Method.Options, AllowedMethods.Get | AllowedMethods.Put, 204, "GET, HEAD, PUT, OPTIONS")]
    public void A_request_without_a_route_is_404_or_405_and_OPTIONS_is_204_with_the_allowed_methods(
        Method method,
        AllowedMethods allowed,
        int status,
        params string[] allow
    )
    {
        var response = UnmatchedRequest.Respond(
            new Request { Method = method, Path = "/x"u8.ToArray() },
            allowed
        );

        response.Status.Should().Be(status);
        response.Headers.Where(it => it.Key == "allow").Select(it => it.Value).Should().Equal(allow);
    }

    [Theory]
    [InlineData(Method.Options, All, "application/merge-patch+json, application/json")]
    [InlineData(Method.Options, AllowedMethods.Get)]
    [InlineData(Method.Options, AllowedMethods.None)]
    public void OPTIONS_lists_the_types_of_a_PATCH_body(
        Method method,
        AllowedMethods allowed,
        params string[] types
    )
    {
        var response = UnmatchedRequest.Respond(
            new Request { Method = method, Path = "/x"u8.ToArray() },
            allowed
        );

        response.Headers.Where(it => it.Key == "accept-patch").Select(it => it.Value).Should().Equal(types);
    }
}
