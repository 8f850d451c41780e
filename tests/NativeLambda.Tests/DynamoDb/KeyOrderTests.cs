using System.Text;
using NativeLambda.DynamoDb;

namespace NativeLambda.Tests.DynamoDb;

public sealed class KeyOrderTests
{
    private static readonly string[] Keys =
    [
        "",
        "a",
        "ab",
        "b",
        "\u00fc",
        "\ud7ff",
        "\ue000",
        "\uff5e",
        "\uffff",
        "\U00010000",
        "\U0001F600",
        "\U0001F600a",
        "\U0010FFFF",
    ];

    [Fact]
    public void Keys_are_in_the_order_of_their_UTF_8_bytes()
    {
        foreach (string x in Keys)
        {
            foreach (string y in Keys)
            {
                int bytes = Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y));

                Math.Sign(KeyOrder.Ascending.Compare(x, y))
                    .Should()
                    .Be(Math.Sign(bytes), "of {0} and {1}", x, y);
            }
        }
    }
}
