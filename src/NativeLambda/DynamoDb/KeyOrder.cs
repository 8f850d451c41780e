namespace NativeLambda.DynamoDb;

/// <summary>The order in which DynamoDB sorts keys of text: that of their UTF-8 bytes.</summary>
public static class KeyOrder
{
    public static Comparer<string> Ascending { get; } = Comparer<string>.Create(Compare);

    private static int Compare(string x, string y)
    {
        int common = x.AsSpan().CommonPrefixLength(y);
        return common == x.Length || common == y.Length
            ? x.Length.CompareTo(y.Length)
            : Rank(x[common]).CompareTo(Rank(y[common]));
    }

    /// <summary>UTF-8 sorts U+10000 and above, in UTF-16 two surrogates, after U+E000 to U+FFFF.</summary>
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + char.MaxValue : unit;
}
