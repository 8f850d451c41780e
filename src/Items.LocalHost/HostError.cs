namespace Items.LocalHost;

/// <summary>An error that the developer can correct: shown as one line without a stack trace.</summary>
internal sealed class HostError(string message) : Exception(message);
