namespace NativeLambda.Http;

/// <summary>The caller of a request, as API Gateway's authorizer or IAM authenticated it.</summary>
/// <param name="Subject">The user, or the client when a service calls for itself. Idempotency keys are per subject.</param>
/// <param name="Scopes">Scopes of the token; null for an IAM caller, whose policy has allowed the call.</param>
/// <param name="TokenUse">Cognito's <c>token_use</c>; only an <c>access</c> token authorizes a call.</param>
public sealed record Caller(string Subject, IReadOnlyList<string>? Scopes, string? TokenUse)
{
    /// <param name="arn">
    /// Of a user, or <c>arn:aws:sts::account:assumed-role/role/session</c>: the subject is the role, since the session has
    /// another name each time.
    /// </param>
    public static Caller FromIam(string arn)
    {
        int session = arn.Contains(":assumed-role/", StringComparison.Ordinal)
            ? arn.LastIndexOf('/')
            : arn.Length;
        return new(arn[..session], null, null);
    }

    public bool HasScope(string scope) =>
        Scopes is null || (TokenUse == "access" && Scopes.Contains(scope, StringComparer.Ordinal));
}
