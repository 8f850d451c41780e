using Items.Api.Http;

namespace Items.Api;

/// <summary>Says that the function runs, without asking the table.</summary>
internal static class HealthEndpoints
{
    [Get("/")]
    public static Reply<Health> Get() => Reply.Ok(new Health("healthy", "items-api", "1.0.0"));
}

internal sealed record Health(string Status, string Service, string Version);
