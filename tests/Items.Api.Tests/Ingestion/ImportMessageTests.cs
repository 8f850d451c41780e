using System.Text.Json;
using Items.Api.Imports;
using Items.Api.Items;

namespace Items.Api.Tests.Ingestion;

public sealed class ImportMessageTests
{
    private const string Id = "019a9f11-2c4a-7b36-8f21-5d0e9a4c7b18";
    private const string CreatedAt = "2026-11-21T22:00:00.123456Z";

    [Fact]
    public void A_repetition_makes_the_same_messages_and_another_import_has_other_ids()
    {
        string[] messages = Texts(Id);

        messages.Should().HaveCount(3);
        Texts(Id).Should().Equal(messages);
        Ids("019a9f11-2c4a-7b36-8f21-5d0e9a4c7b19").Should().NotIntersectWith(Ids(Id));
    }

    [Fact]
    public void Ids_are_unique_and_in_the_order_of_the_items_and_of_version_7()
    {
        var ids = Ids(Id).ToList();

        ids.Should().HaveCount(60).And.OnlyHaveUniqueItems();
        ids.Should().Equal(ids.Order(StringComparer.Ordinal));
        ids.Select(id => Guid.Parse(id).Version).Should().AllBeEquivalentTo(7);
        ids.Select(id => id[19]).Should().OnlyContain(variant => "89ab".Contains(variant));
    }

    private static IEnumerable<string> Ids(string importId) =>
        Split(importId).SelectMany(message => message.Items).Select(item => item.ItemId);

    private static string[] Texts(string importId) =>
        [
            .. Split(importId)
                .Select(message => JsonSerializer.Serialize(message, ItemsJsonContext.Default.ImportMessage)),
        ];

    private static IEnumerable<ImportMessage> Split(string importId)
    {
        var item = JsonSerializer.Deserialize(
            """{"name": "Mug", "price": 1, "category": "c"}""",
            ItemsJsonContext.Default.ItemCreate
        )!;
        return ImportMessage.Split(importId, CreatedAt, [.. Enumerable.Repeat<ItemCreate>(item, 60)]);
    }
}
