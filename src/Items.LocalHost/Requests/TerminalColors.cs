namespace Items.LocalHost.Requests;

/// <summary>The colours of text on a terminal; none when the output is not a terminal that supports them.</summary>
internal sealed class TerminalColors(bool isEnabled)
{
    public static readonly TerminalColors None = new(isEnabled: false);

    /// <param name="isRedirected">Whether the stream is a file or a pipe.</param>
    /// <remarks>https://no-color.org</remarks>
    public static TerminalColors For(bool isRedirected) =>
        new(
            !isRedirected
                && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
                && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb")
        );

    public string Dim(string text) => Color("2", text);

    public string Accent(string text) => Color("36", text);

    public string Warning(string text) => Color("33", text);

    public string Error(string text) => Color("31", text);

    /// <param name="status">Null when there was no response.</param>
    public string OfStatus(int? status, string text) =>
        status switch
        {
            null or >= 500 => Error(text),
            >= 400 => Warning(text),
            >= 300 => Accent(text),
            _ => Color("32", text),
        };

    /// <inheritdoc cref="OfStatus"/>
    public string OfReason(int? status, string text) =>
        status is null or >= 500 ? Error(text) : Warning(text);

    private string Color(string code, string text) => isEnabled ? $"\e[{code}m{text}\e[0m" : text;
}
