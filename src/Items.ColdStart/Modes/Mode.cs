using System.CommandLine;

namespace Items.ColdStart.Modes;

/// <summary>One of the things that the tool does.</summary>
internal abstract class Mode
{
    /// <summary>The option that chooses it; null for what is done without one.</summary>
    public virtual Option? Choice => null;

    /// <summary>For --help.</summary>
    public abstract string Purpose { get; }

    /// <summary>All that it takes, its choice among them.</summary>
    public abstract IReadOnlyList<Option> Options { get; }

    /// <returns>What is wrong with the values of its options, or null.</returns>
    public abstract string? Problem(ParseResult result);

    /// <returns>The exit code.</returns>
    public abstract Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken);
}
