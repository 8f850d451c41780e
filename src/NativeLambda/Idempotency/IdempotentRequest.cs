using NativeLambda.Http;

namespace NativeLambda.Idempotency;

/// <summary>A request with an <c>Idempotency-Key</c>.</summary>
/// <param name="Caller">Keys of different callers are independent.</param>
/// <param name="Parts">Everything that a repetition must have in common with the first request.</param>
public sealed record IdempotentRequest(
    Caller Caller,
    IdempotencyKey Key,
    params IReadOnlyList<string?> Parts
);
