using System.Text;
using System.Text.Json;

namespace Items.LocalHost.Queues;

/// <summary>
/// The file that keeps the messages: one line of JSON for each change. A change is in the file before it is acknowledged, so
/// the end of the host loses none.
/// </summary>
internal sealed class QueueJournal : IDisposable
{
    /// <summary>The file is written anew when it has doubled, but not below this size.</summary>
    private const long MinimumRewrite = 64 * 1024 * 1024;

    private readonly string _path;
    private FileStream _file;
    private long _rewriteAt;

    private QueueJournal(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    public bool NeedsRewrite => _file.Length >= _rewriteAt;

    /// <summary>Reads the messages. A last line that was not written completely was not acknowledged and is left out.</summary>
    /// <exception cref="HostError">Another host uses the file, or it cannot be read.</exception>
    public static (QueueJournal Journal, IReadOnlyList<SqsMessage> Messages) Open(string path)
    {
        FileStream? file = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            file = OpenFile(path, FileMode.OpenOrCreate);
            var messages = Read(path, file);
            var journal = new QueueJournal(path, file);
            journal.Rewrite(messages);
            return (journal, messages);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new HostError($"cannot keep the queues in {path}: {error.Message}");
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    public void Append(IEnumerable<JournalLine> lines)
    {
        long length = _file.Length;
        try
        {
            _file.Write(Serialize(lines));
        }
        catch
        {
            // No further line may follow half of one.
            _file.SetLength(length);
            throw;
        }
    }

    /// <summary>Replaces the file by one that has only these messages.</summary>
    public void Rewrite(IEnumerable<SqsMessage> messages)
    {
        string temporary = $"{_path}.new";
        var file = OpenFile(temporary, FileMode.Create);
        try
        {
            file.Write(Serialize(messages.Select(message => new JournalLine { Put = message })));
            file.Flush(flushToDisk: true);
            File.Move(temporary, _path, overwrite: true);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        _file.Dispose();
        _file = file;
        _rewriteAt = Math.Max(MinimumRewrite, 2 * file.Length);
    }

    public void Dispose() => _file.Dispose();

    // Unbuffered: a line is in the kernel when Write returns. Not shared, so that a second host cannot open it.
    private static FileStream OpenFile(string path, FileMode mode) =>
        new(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);

    private static List<SqsMessage> Read(string path, FileStream file)
    {
        var content = new byte[file.Length];
        file.ReadExactly(content);
        var messages = new OrderedDictionary<string, SqsMessage>(StringComparer.Ordinal);
        int number = 0;
        var rest = content.AsSpan();
        while (rest.IndexOf((byte)'\n') is >= 0 and var end)
        {
            number++;
            if (Parse(rest[..end]) is not { } line)
            {
                throw new HostError($"line {number} of {path} is damaged; delete the line or the file");
            }

            line.ApplyTo(messages);
            rest = rest[(end + 1)..];
        }

        return [.. messages.Values];
    }

    /// <returns>Null when the line is damaged.</returns>
    private static JournalLine? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, QueueJsonContext.Default.JournalLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Serialize(IEnumerable<JournalLine> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(JsonSerializer.Serialize(line, QueueJsonContext.Default.JournalLine)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
