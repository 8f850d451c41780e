namespace Items.Api.Http;

/// <summary>Who calls, as API Gateway's authorizer or IAM vouched for it. No caller at all means no proof at all.</summary>
/// <param name="Subject">The user, or the client when a service calls for itself. Idempotency keys belong to it.</param>
/// <param name="Scopes">What the token allows; null for an IAM caller, whose policy has allowed every call.</param>
/// <param name="TokenUse">Cognito's <c>token_use</c>; only an <c>access</c> token opens anything.</param>
internal sealed record Caller(string Subject, IReadOnlyList<string>? Scopes, string? TokenUse)
{
    public static Caller FromIam(string arn) => new(arn, null, null);

    public bool May(string scope) =>
        Scopes is null || (TokenUse == "access" && Scopes.Contains(scope, StringComparer.Ordinal));
}
