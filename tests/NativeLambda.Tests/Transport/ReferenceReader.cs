using System.Globalization;
using System.Text.RegularExpressions;

namespace NativeLambda.Tests.Transport;

/// <param name="Body">As Latin-1, like the response.</param>
/// <param name="Closes">Whether the response ends its connection.</param>
/// <param name="End">Position behind the response.</param>
internal sealed record ReferenceResponse(int Status, string Body, bool Closes, int End);

/// <summary>
/// Reads responses by RFC 9112 (https://www.rfc-editor.org/rfc/rfc9112), without regard for speed: it has the whole
/// connection as one text.
/// </summary>
internal static partial class ReferenceReader
{
    private const RegexOptions Options = RegexOptions.Singleline | RegexOptions.ExplicitCapture;

    private const int TimeoutMilliseconds = 1000;

    /// <returns>Null when the response is malformed or incomplete.</returns>
    public static ReferenceResponse? Read(string text)
    {
        string[] head;
        Match statusLine;
        int body = 0;
        do
        {
            int end = text.IndexOf("\r\n\r\n", body, StringComparison.Ordinal);
            if (end < 0)
            {
                return null;
            }

            head = text[body..end].Split("\r\n");
            statusLine = StatusLine().Match(head[0]);
            if (!statusLine.Success)
            {
                return null;
            }

            body = end + 4;
        } while (statusLine.Groups["status"].Value[0] == '1');

        int status = int.Parse(statusLine.Groups["status"].Value, CultureInfo.InvariantCulture);
        bool closes =
            statusLine.Groups["minor"].Value == "0"
            || Header(head, "connection").Split(',').Any(it => Equal(it.Trim(' ', '\t'), "close"));
        string coding = Header(head, "transfer-encoding");
        string length = Header(head, "content-length");
        return status is 204 or 304 ? new(status, "", closes, body)
            : coding != ""
                ? Equal(coding, "chunked") ? ReadChunks(text, body, status, closes)
                    : null
            : length == "" ? new(status, text[body..], Closes: true, text.Length)
            : IsLength(length, out int count) && count <= text.Length - body
                ? new(status, text.Substring(body, count), closes, body + count)
            : null;
    }

    private static ReferenceResponse? ReadChunks(string text, int position, int status, bool closes)
    {
        string body = "";
        while (ChunkHeader().Match(text, position) is { Success: true } header)
        {
            position += header.Length;
            string digits = header.Groups["size"].Value.TrimStart('0');
            if (digits == "")
            {
                var trailer = Trailer().Match(text, position);
                return trailer.Success ? new(status, body, closes, position + trailer.Length) : null;
            }

            int size = digits.Length > 7 ? int.MaxValue : Convert.ToInt32(digits, 16);
            if (size > text.Length - position - 2 || text.Substring(position + size, 2) != "\r\n")
            {
                return null;
            }

            body += text.Substring(position, size);
            position += size + 2;
        }

        return null;
    }

    /// <returns>All values of that name; empty when there is none.</returns>
    private static string Header(string[] head, string name) =>
        string.Join(
            ',',
            head.Skip(1)
                .Where(line => line.StartsWith(name + ':', StringComparison.OrdinalIgnoreCase))
                .Select(line => line[(name.Length + 1)..].Trim(' ', '\t'))
                .Where(value => value != "")
        );

    private static bool Equal(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static bool IsLength(string text, out int length) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out length);

    [GeneratedRegex(@"\AHTTP/1\.(?<minor>.) (?<status>[1-9][0-9][0-9])( |\z)", Options, TimeoutMilliseconds)]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"\G(?<size>[0-9A-Fa-f]+)([; \t].*?)?\r\n", Options, TimeoutMilliseconds)]
    private static partial Regex ChunkHeader();

    [GeneratedRegex(@"\G(\r\n|.+?\r\n\r\n)", Options, TimeoutMilliseconds)]
    private static partial Regex Trailer();
}
