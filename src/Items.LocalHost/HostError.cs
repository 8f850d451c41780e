namespace Items.LocalHost;

/// <summary>A failure that the developer can act on: shown as one line without a stack trace.</summary>
internal sealed class HostError(string message) : Exception(message);
