using Items.LocalHost.Gateway;

namespace Items.LocalHost.Tests.Gateway;

public sealed class RouteTests
{
    private static readonly Route[] Routes =
    [
        .. new[]
        {
            "ANY /{proxy+}",
            "ANY /",
            "GET /items",
            "ANY /items/{id}",
            "GET /items/{id}",
            "GET /items/special",
            "GET /items/{id}/parts/{rest+}",
            "GET /{kind}/{id}",
        }.Select(key => new Route(key.Split(' ')[0], key.Split(' ')[1], TimeSpan.FromSeconds(1))),
    ];

    [Theory]
    [InlineData("GET", "/", "ANY /")]
    [InlineData("GET", "/items", "GET /items")]
    [InlineData("POST", "/items", "ANY /{proxy+}")]
    [InlineData("GET", "/items/", "GET /items")]
    [InlineData("GET", "/items//", "ANY /{proxy+}")]
    [InlineData("GET", "/items/other/", "GET /items/{id}")]
    [InlineData("GET", "/items/special", "GET /items/special")]
    [InlineData("GET", "/items/other", "GET /items/{id}")]
    [InlineData("DELETE", "/items/special", "ANY /items/{id}")]
    [InlineData("GET", "/things/1", "GET /{kind}/{id}")]
    [InlineData("GET", "/items/1/parts/a/b", "GET /items/{id}/parts/{rest+}")]
    [InlineData("GET", "/items/1/parts", "ANY /{proxy+}")]
    [InlineData("GET", "/ITEMS", "ANY /{proxy+}")]
    public void The_most_specific_route_matches(string method, string path, string key) =>
        Route.Match(Routes, method, path)!.Value.Route.Key.Should().Be(key);

    [Fact]
    public void Path_parameters_have_the_matched_segments() =>
        Route
            .Match(Routes, "GET", "/items/1/parts/a/b/")!
            .Value.Parameters.Should()
            .Equal(new Dictionary<string, string> { ["id"] = "1", ["rest"] = "a/b/" });

    [Fact]
    public void A_path_without_a_matching_route_has_no_match() =>
        Route.Match([Routes[2]], "GET", "/").Should().BeNull();

    [Theory]
    [InlineData("items")]
    [InlineData("/{rest+}/items")]
    [InlineData("/a{id}")]
    [InlineData("/{}")]
    [InlineData("/items/")]
    public void Invalid_route_paths_are_detected(string path) => Route.IsValidPath(path).Should().BeFalse();
}
