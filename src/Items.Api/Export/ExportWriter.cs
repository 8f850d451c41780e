using System.Buffers;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Items.Api.Items;
using NativeLambda.DynamoDb;

namespace Items.Api.Export;

/// <summary>
/// Writes items as NDJSON: a line for each item, a line with a cursor after every 1,000 rows, and a last line that says
/// whether the export is complete. Without a last line the connection was broken.
/// </summary>
/// <param name="category">The list's filter; null for all items.</param>
/// <param name="start">Where the export starts; null for the newest item.</param>
internal sealed class ExportWriter(Stream output, string? category, Cursor? start)
{
    private const int RowsPerCursor = 1000;
    private const int BufferSize = 64 * 1024;
    private const string TimeIsOver = "The time of this request is over";

    private readonly ArrayBufferWriter<byte> _buffer = new(BufferSize);
    private Cursor? _position = start;
    private int _rows;
    private int _items;

    /// <param name="rows">Reading one may fail.</param>
    /// <param name="cancellationToken">
    /// That of the rows. When it is cancelled, the export ends incomplete after the row that is being written, and has not failed.
    /// </param>
    public void Write(IEnumerable<ItemRow> rows, CancellationToken cancellationToken)
    {
        using var json = new Utf8JsonWriter(_buffer);
        using var reading = rows.GetEnumerator();
        Exception? failure = null;
        bool hasRow = true;
        while (hasRow && !cancellationToken.IsCancellationRequested)
        {
            hasRow = TryMoveNext(reading, out failure);
            if (hasRow)
            {
                WriteRow(json, reading.Current);
            }
        }

        if (!hasRow && failure is null)
        {
            WriteLine(json, WriteComplete);
        }
        else
        {
            string detail = cancellationToken.IsCancellationRequested
                ? TimeIsOver
                : DynamoDbFailures.UnavailableDetail(failure!) ?? "Internal Server Error";
            WriteLine(json, it => WriteIncomplete(it, detail));
        }

        Flush();
        if (failure is not null && !cancellationToken.IsCancellationRequested)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static bool TryMoveNext(IEnumerator<ItemRow> rows, out Exception? failure)
    {
        try
        {
            failure = null;
            return rows.MoveNext();
        }
        catch (Exception e)
        {
            failure = e;
            return false;
        }
    }

    private void WriteRow(Utf8JsonWriter json, ItemRow row)
    {
        if (row.Item is { } item)
        {
            _items++;
            WriteLine(json, it => JsonSerializer.Serialize(it, item, ItemsJsonContext.Default.Item));
        }

        _position = new Cursor(row.ItemId);
        if (++_rows % RowsPerCursor == 0)
        {
            WriteLine(
                json,
                it =>
                {
                    it.WriteStartObject();
                    WriteCursor(it);
                    it.WriteEndObject();
                }
            );
        }
    }

    private void WriteComplete(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("export", "complete");
        json.WriteNumber("count", _items);
        json.WriteEndObject();
    }

    private void WriteIncomplete(Utf8JsonWriter json, string detail)
    {
        json.WriteStartObject();
        json.WriteString("export", "incomplete");
        json.WriteNumber("count", _items);
        WriteCursor(json);
        json.WriteString("detail", detail);
        json.WriteEndObject();
    }

    /// <summary>Writes nothing when the export starts at the newest item and has not passed a row.</summary>
    private void WriteCursor(Utf8JsonWriter json)
    {
        if (_position is { } position)
        {
            json.WriteString("cursor", position.Encode(category));
        }
    }

    private void WriteLine(Utf8JsonWriter json, Action<Utf8JsonWriter> writeValue)
    {
        json.Reset();
        writeValue(json);
        json.Flush();
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount > BufferSize / 2)
        {
            Flush();
        }
    }

    private void Flush()
    {
        output.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
