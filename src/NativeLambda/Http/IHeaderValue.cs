using System.Diagnostics.CodeAnalysis;

namespace NativeLambda.Http;

/// <summary>A type that an endpoint can read from a request header; text that cannot be parsed is a 422.</summary>
public interface IHeaderValue<TSelf>
    where TSelf : class, IHeaderValue<TSelf>
{
    /// <summary>The expected value, for the message "Value error, not …".</summary>
    static abstract string Expected { get; }

    static abstract bool TryParse(string text, [NotNullWhen(true)] out TSelf? value);
}
