using System.Globalization;

namespace Items.LocalHost.Requests;

/// <summary>The lines that the host prints for requests and for what the function writes.</summary>
/// <param name="lambdaLog">Whether every line of the function is printed as it is, not only warnings and errors.</param>
internal sealed class RequestTerminal(
    TextWriter output,
    TextWriter error,
    TerminalColors colors,
    bool lambdaLog
)
{
    public void Write(RequestSummary request)
    {
        string path = request.Path.Split('?', 2)[0];
        string status = request.Status?.ToString(CultureInfo.InvariantCulture) ?? "---";
        string milliseconds = (request.Milliseconds ?? 0).ToString("F1", CultureInfo.InvariantCulture);
        string reasons = Printable(string.Join("; ", request.Reasons));
        output.WriteLine(
            $"{colors.Dim($"{request.Time.ToLocalTime():HH:mm:ss}")} {colors.OfStatus(request.Status, status)} "
                + $"{milliseconds, 8} ms {Printable(request.Method), -7} {Printable(path)}"
                + (request.Cold ? $" {colors.Accent("cold")}" : "")
                + (reasons.Length > 0 ? $"  {colors.OfReason(request.Status, reasons)}" : "")
        );
    }

    public void Write(LogLine line)
    {
        if (lambdaLog || (line.Level is null && line.Metrics.Count == 0))
        {
            output.WriteLine(line.Text);
        }
        else if (line.IsError || line.IsWarning)
        {
            string level = line.IsError ? colors.Error(line.Level!) : colors.Warning(line.Level!);
            output.WriteLine($"         {level} {Printable(line.Message ?? "")}");
            foreach (string part in (line.Exception ?? "").Split('\n').Where(part => part.Length > 0))
            {
                output.WriteLine($"         {colors.Dim(Printable(part.TrimEnd()))}");
            }
        }
    }

    /// <summary>A line of the function's standard error.</summary>
    public void WriteError(string line) => error.WriteLine(line);

    // Text of a request could otherwise contain the control sequences of a terminal.
    private static string Printable(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;
}
