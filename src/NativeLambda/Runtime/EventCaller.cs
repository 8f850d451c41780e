using System.Text;
using NativeLambda.Http;

namespace NativeLambda.Runtime;

/// <summary>The properties of an event that identify its caller, collected while it is read.</summary>
internal struct EventCaller
{
    public ReadOnlyMemory<byte> Domain;
    public ReadOnlyMemory<byte> Subject;
    public ReadOnlyMemory<byte> ClientId;
    public ReadOnlyMemory<byte> TokenUse;
    public ReadOnlyMemory<byte> ScopeClaim;
    public ReadOnlyMemory<byte> ScpClaim;
    public ReadOnlyMemory<byte> IamArn;

    /// <summary>The gateway's own list, beside the claims; null on routes without scopes.</summary>
    public List<ReadOnlyMemory<byte>> Scopes;

    public readonly bool IsFunctionUrl => Domain.Span.IndexOf(".lambda-url."u8) >= 0;

    /// <returns>Null when the caller is not authenticated.</returns>
    public readonly Caller? ToCaller()
    {
        // A Function URL has no JWT authorizer, so claims in its event cannot be trusted.
        if (IsFunctionUrl)
        {
            return IamArn.IsEmpty ? null : Caller.FromIam(Text(IamArn));
        }

        var subject = Subject.IsEmpty ? ClientId : Subject;
        return subject.IsEmpty ? null : new Caller(Text(subject), ReadScopes(), Text(TokenUse));
    }

    private readonly string[] ReadScopes()
    {
        var claim = ScopeClaim.IsEmpty ? ScpClaim : ScopeClaim;
        return claim.IsEmpty ? [.. (Scopes ?? []).ConvertAll(Text)] : Split(Text(claim));
    }

    // Claims are always text; a list is written as [a b].
    private static string[] Split(string list)
    {
        string inner = list is ['[', .. var middle, ']'] ? middle : list;
        return inner.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
