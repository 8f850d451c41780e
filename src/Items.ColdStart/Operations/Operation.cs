using System.Text;
using System.Text.Json;
using Items.LocalHost;

namespace Items.ColdStart.Operations;

/// <summary>A call that is measured, and what is right as its answer.</summary>
/// <param name="Event">What the Runtime API hands out.</param>
/// <param name="Check">Whether a body is right.</param>
internal sealed record Operation(string Name, byte[] Event, int Status, Func<string, bool> Check)
{
    /// <exception cref="HostError">The answer is not right: fast is worth nothing then.</exception>
    public void Verify(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var reply = document.RootElement;
            string body = reply.TryGetProperty("body", out var text) ? text.GetString() ?? "" : "";
            if (reply.TryGetProperty("isBase64Encoded", out var encoded) && encoded.GetBoolean())
            {
                body = Encoding.UTF8.GetString(Convert.FromBase64String(body));
            }

            if (reply.GetProperty("statusCode").GetInt32() == Status && Check(body))
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
            // Not the shape of an answer: the message below shows what it was instead.
        }

        string shown = Encoding.UTF8.GetString(answer.Span);
        throw new HostError(
            $"it gave a wrong answer to {Name}, status {Status} was expected: {(shown.Length > 2000 ? shown[..2000] + "…" : shown)}"
        );
    }
}
