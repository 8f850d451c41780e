using System.Text;
using System.Text.Json;
using Items.LocalHost;

namespace Items.ColdStart.Operations;

/// <summary>A call that is measured, and its expected response.</summary>
/// <param name="Event">Sent by the Runtime API.</param>
/// <param name="Check">Whether a response body is correct.</param>
internal sealed record Operation(string Name, byte[] Event, int Status, Func<string, bool> Check)
{
    /// <exception cref="HostError">The response is wrong, so its time must not count.</exception>
    public void Verify(ReadOnlyMemory<byte> response)
    {
        try
        {
            using var document = JsonDocument.Parse(response);
            var root = document.RootElement;
            string body = root.TryGetProperty("body", out var text) ? text.GetString() ?? "" : "";
            if (root.TryGetProperty("isBase64Encoded", out var encoded) && encoded.GetBoolean())
            {
                body = Encoding.UTF8.GetString(Convert.FromBase64String(body));
            }

            if (root.GetProperty("statusCode").GetInt32() == Status && Check(body))
            {
                return;
            }
        }
        catch (Exception error)
            when (error
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
            )
        {
            // Not the format of a response; the message below contains it.
        }

        string shown = Encoding.UTF8.GetString(response.Span);
        throw new HostError(
            $"wrong response to {Name}, expected status {Status}: {(shown.Length > 2000 ? shown[..2000] + "…" : shown)}"
        );
    }
}
