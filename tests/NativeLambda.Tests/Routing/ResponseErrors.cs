using System.Text.Json.Nodes;
using NativeLambda.Http;

namespace NativeLambda.Tests.Routing;

internal static class ResponseErrors
{
    /// <returns>Location and type of each error of a 422, such as <c>["body","name"] missing</c>; none for null.</returns>
    public static IEnumerable<string> Errors(Response? response)
    {
        if (response is null)
        {
            return [];
        }

        response.Status.Should().Be(422);
        return JsonNode.Parse(response.Body.Span)!["detail"]!
            .AsArray()
            .Select(error => $"{error!["loc"]!.ToJsonString()} {error["type"]}");
    }
}
