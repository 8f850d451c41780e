using FsCheck;
using FsCheck.Fluent;

namespace Items.EndToEnd.Tests.Model;

/// <summary>Generates scenarios. All values come from small sets, so that clients often use the same items.</summary>
internal static class ScenarioGenerator
{
    private static readonly string?[] Keys = [null, null, "k1", "k2"];
    private static readonly string?[] Categories = [null, null, "a", "b"];

    private static readonly string[] Creates =
    [
        """{"name":"mug","price":1.50,"category":"a"}""",
        """{"category":"a","description":null,"price":1.5,"name":"mug","unknown":1}""",
        """{"name":"mug","price":1.5,"category":"b"}""",
        """{"name":"tea","description":"black","price":3,"category":"b"}""",
        """{"name":"","price":3,"category":"b"}""",
    ];

    private static readonly string[] Updates =
    [
        "{}",
        """{"price":2.75}""",
        """{"category":"a"}""",
        """{"category":"b","name":null}""",
        """{"description":null}""",
        """{"name":"cup","description":"new"}""",
        """{"price":0}""",
    ];

    public static Arbitrary<Scenario> Arbitrary =>
        Arb.From(
            from length in Gen.Choose(1, 40)
            from operations in Gen.ArrayOf(AnyOperation, length)
            select new Scenario(operations),
            Shorter
        );

    private static Gen<int> Client => Gen.Choose(1, 3);

    private static Gen<int> Item => Gen.Choose(0, 4);

    private static Gen<Precondition> AnyPrecondition => Gen.Elements(Enum.GetValues<Precondition>());

    private static Gen<Operation> AnyOperation =>
        Gen.Frequency(
            (
                5,
                As(
                    from client in Client
                    from body in Gen.Elements(Creates)
                    from key in Gen.Elements(Keys)
                    select new Operation.Create(client, body, key)
                )
            ),
            (
                3,
                As(
                    from client in Client
                    from item in Item
                    from tags in AnyPrecondition
                    select new Operation.Get(client, item, tags)
                )
            ),
            (
                5,
                As(
                    from client in Client
                    from item in Item
                    from method in Gen.Elements("PUT", "PATCH")
                    from body in Gen.Elements(Updates)
                    from tags in AnyPrecondition
                    select new Operation.Update(client, method, item, body, tags)
                )
            ),
            (
                2,
                As(
                    from client in Client
                    from item in Item
                    from tags in AnyPrecondition
                    select new Operation.Delete(client, item, tags)
                )
            ),
            (
                5,
                As(
                    from client in Client
                    from category in Gen.Elements(Categories)
                    from limit in Gen.Choose(1, 4)
                    select new Operation.ReadPage(client, category, limit)
                )
            )
        );

    private static Gen<Operation> As<T>(Gen<T> operation)
        where T : Operation => operation.Select(it => (Operation)it);

    /// <summary>First without ranges of operations, then without single ones, then with simpler ones.</summary>
    private static IEnumerable<Scenario> Shorter(Scenario scenario)
    {
        var all = scenario.Operations;
        for (int length = all.Count / 2; length >= 1; length /= 2)
        {
            for (int start = 0; start + length <= all.Count; start += length)
            {
                yield return new Scenario([.. all.Take(start), .. all.Skip(start + length)]);
            }
        }

        for (int index = 0; index < all.Count; index++)
        {
            foreach (var simpler in Simpler(all[index]).Where(it => it != all[index]))
            {
                yield return new Scenario([.. all.Take(index), simpler, .. all.Skip(index + 1)]);
            }
        }
    }

    private static IEnumerable<Operation> Simpler(Operation operation)
    {
        if (operation.Client > 1)
        {
            yield return operation with
            {
                Client = operation.Client - 1,
            };
        }

        yield return operation switch
        {
            Operation.Create create when create.Key is not null => create with { Key = null },
            Operation.Create create => create with { Body = Creates[0] },
            Operation.Get { Item: > 0 } get => get with { Item = get.Item - 1 },
            Operation.Get get => get with { IfNoneMatch = Precondition.None },
            Operation.Update { Item: > 0 } update => update with { Item = update.Item - 1 },
            Operation.Update { IfMatch: not Precondition.None } update => update with
            {
                IfMatch = Precondition.None,
            },
            Operation.Update { Method: "PATCH" } update => update with { Method = "PUT" },
            Operation.Delete { Item: > 0 } delete => delete with { Item = delete.Item - 1 },
            Operation.Delete delete => delete with { IfMatch = Precondition.None },
            Operation.ReadPage { Category: not null } page => page with { Category = null },
            Operation.ReadPage { Limit: > 1 } page => page with { Limit = page.Limit - 1 },
            _ => operation,
        };
    }
}
