namespace NativeLambda.Http;

/// <summary>The caller of a request, as API Gateway's authorizer or IAM authenticated it.</summary>
/// <param name="Subject">The user, or the client when a service calls for itself. Idempotency keys are per subject.</param>
/// <param name="Scopes">Scopes of the token; null for an IAM caller, whose policy has allowed the call.</param>
/// <param name="TokenUse">Cognito's <c>token_use</c>; only an <c>access</c> token authorizes a call.</param>
public sealed record Caller(string Subject, IReadOnlyList<string>? Scopes, string? TokenUse)
{
    public static Caller FromIam(string arn) => new(arn, null, null);

    public bool HasScope(string scope) =>
        Scopes is null || (TokenUse == "access" && Scopes.Contains(scope, StringComparer.Ordinal));
}
