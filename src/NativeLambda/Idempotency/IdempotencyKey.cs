using System.Diagnostics.CodeAnalysis;
using NativeLambda.Http;

namespace NativeLambda.Idempotency;

/// <summary>
/// The <c>Idempotency-Key</c> of a request: 1 to 255 visible ASCII characters, bare or as a quoted string
/// (draft-ietf-httpapi-idempotency-key-header).
/// </summary>
public sealed record IdempotencyKey(string Text) : IHeaderValue<IdempotencyKey>
{
    private const int MaximumLength = 255;

    public static string Expected => $"a key of 1 to {MaximumLength} visible characters";

    public static bool TryParse(string text, [NotNullWhen(true)] out IdempotencyKey? value)
    {
        var key = text.AsSpan().Trim(" \t");
        if (key is ['"', .. var quoted, '"'])
        {
            key = quoted;
        }

        bool isKey = key.Length is >= 1 and <= MaximumLength && !key.ContainsAnyExceptInRange('!', '~');
        value = isKey ? new IdempotencyKey(key.ToString()) : null;
        return isKey;
    }
}
