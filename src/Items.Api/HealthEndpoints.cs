using NativeLambda.Http;
using NativeLambda.Routing;
using static NativeLambda.Http.Result;

namespace Items.Api;

/// <summary>Reports that the function runs, without a table call.</summary>
internal static class HealthEndpoints
{
    [Get("/")]
    public static Result<Health> Get() => Ok(new Health("healthy", "items-api", "1.0.0"));
}

internal sealed record Health(string Status, string Service, string Version);
