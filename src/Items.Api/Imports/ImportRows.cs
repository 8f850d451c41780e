using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Items.Api.Ingestion;
using Items.Api.Items;
using NativeLambda.DynamoDb;

namespace Items.Api.Imports;

/// <summary>
/// The rows of an import in the ingestion table: part 0 is the import, part n the result of its n-th message. No row is a
/// counter: the progress is the sum of the results, so that a repeated message cannot count twice
/// (docs/decisions/0024-imports.md).
/// </summary>
internal static class ImportRows
{
    /// <summary>The part that is the import.</summary>
    private const int Head = 0;

    private const string Accepted = "accepted";
    private const string CreatedAt = "created_at";
    private const string Processed = "processed";
    private const string Failures = "failures";
    private const string Index = "index";
    private const string Detail = "detail";

    /// <summary>
    /// Holds while a message has created no item: before its first result, and after one by which all its items failed, which
    /// a later attempt may correct.
    /// </summary>
    public const string HasCreatedNothing =
        $"attribute_not_exists({IngestionRows.Id}) OR #{Processed} = :nothing";

    /// <summary>Longer than a message can be in the queue and the dead-letter queue together.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>The names in <see cref="HasCreatedNothing"/>: one is a reserved word of DynamoDB.</summary>
    public static Dictionary<string, string> ConditionNames => new() { ["#" + Processed] = Processed };

    /// <summary>The values in <see cref="HasCreatedNothing"/>.</summary>
    public static Dictionary<string, AttributeValue> ConditionValues =>
        new() { [":nothing"] = ItemAttributes.Number(0) };

    public static Dictionary<string, AttributeValue> Of(Import import)
    {
        var row = NewRow(import.ImportId, Head);
        row[Accepted] = ItemAttributes.Number(import.Accepted);
        row[CreatedAt] = new(import.CreatedAt);
        return row;
    }

    public static Dictionary<string, AttributeValue> Of(string importId, PartResult result)
    {
        var row = NewRow(importId, result.Part);
        row[Processed] = ItemAttributes.Number(result.Processed);
        if (result.Failures.Count > 0)
        {
            row[Failures] = new() { L = [.. result.Failures.Select(ToAttribute)] };
        }

        return row;
    }

    public static ImportRow Read(Row row)
    {
        int part = (int)Number(row, IngestionRows.Part);
        return part == Head
            ? new ImportRow.Head(
                row.RequiredText(IngestionRows.Id),
                (int)Number(row, Accepted),
                row.RequiredText(CreatedAt),
                Number(row, IngestionRows.Expiration)
            )
            : new ImportRow.Result(
                new PartResult(part, (int)Number(row, Processed), row.Maps(Failures, ReadFailure))
            );
    }

    /// <param name="rows">All rows of an import.</param>
    /// <returns>Null when there is no import, or it has expired and is not deleted yet.</returns>
    public static ImportProgress? ProgressOf(IReadOnlyList<ImportRow> rows) =>
        rows.OfType<ImportRow.Head>().FirstOrDefault() is { } head
        && head.Expiration > DateTimeOffset.UtcNow.ToUnixTimeSeconds()
            ? new ImportProgress(
                head.ImportId,
                head.Accepted,
                head.CreatedAt,
                [.. rows.OfType<ImportRow.Result>().Select(row => row.Part)]
            )
            : null;

    private static ImportFailure ReadFailure(Row map) =>
        new((int)Number(map, Index), map.RequiredText(Detail));

    private static AttributeValue ToAttribute(ImportFailure failure) =>
        new()
        {
            M = new() { [Index] = ItemAttributes.Number(failure.Index), [Detail] = new(failure.Detail) },
        };

    private static Dictionary<string, AttributeValue> NewRow(string importId, int part)
    {
        var row = IngestionRows.Key(importId, part);
        row[IngestionRows.Expiration] = ItemAttributes.Number(
            DateTimeOffset.UtcNow.Add(Lifetime).ToUnixTimeSeconds()
        );
        return row;
    }

    private static long Number(Row row, string name) =>
        long.Parse(row.RequiredNumber(name), NumberStyles.None, CultureInfo.InvariantCulture);
}

internal abstract record ImportRow
{
    private ImportRow() { }

    /// <summary>The import.</summary>
    /// <param name="Expiration">Epoch seconds.</param>
    public sealed record Head(string ImportId, int Accepted, string CreatedAt, long Expiration) : ImportRow;

    /// <summary>The result of a message.</summary>
    public sealed record Result(PartResult Part) : ImportRow;
}
