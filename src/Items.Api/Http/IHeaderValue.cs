using System.Diagnostics.CodeAnalysis;

namespace Items.Api.Http;

/// <summary>A type that an endpoint can take from a request header; text that it does not understand is a 422.</summary>
internal interface IHeaderValue<TSelf>
    where TSelf : class, IHeaderValue<TSelf>
{
    /// <summary>What the header should hold, as in "Value error, not …".</summary>
    static abstract string Expected { get; }

    static abstract bool TryParse(string text, [NotNullWhen(true)] out TSelf? value);
}
