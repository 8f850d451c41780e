using System.Text.Json.Nodes;

namespace Items.LocalHost.Seed;

/// <summary>Items to look at: each number has always the same item, and different numbers have different names.</summary>
internal static class ExampleItems
{
    private static readonly Kind[] Kinds =
    [
        new(
            "kitchen",
            6,
            ["mug", "salad bowl", "bread knife", "teapot", "chopping board", "crème brûlée dish"]
        ),
        new(
            "garden",
            9,
            ["watering can", "planter", "bird feeder", "lantern", "hand fork", "herb marker set"]
        ),
        new(
            "office",
            3,
            ["notebook", "desk lamp", "pen holder", "monitor stand", "letter tray", "cork board"]
        ),
        new(
            "lighting",
            19,
            ["floor lamp", "night light", "pendant", "string of lights", "reading lamp", "sconce"]
        ),
        new("toys", 8, ["puzzle", "kite", "spinning top", "train set", "hand puppet", "marble run"]),
        new(
            "sports",
            12,
            ["yoga mat", "water bottle", "skipping rope", "gym bag", "balance board", "frisbee"]
        ),
        new("textiles", 15, ["cushion", "wool blanket", "tea towel", "apron", "table runner", "bath towel"]),
        new(
            "vouchers",
            20,
            ["gift card", "workshop ticket", "breakfast voucher", "repair voucher", "day pass", "refill card"]
        ),
    ];

    private static readonly string[] Variants =
    [
        "Blue",
        "Green",
        "Red",
        "Grey",
        "White",
        "Small",
        "Large",
        "Classic",
        "Foldable",
        "Handmade",
        "Recycled",
        "Limited",
    ];

    private static readonly string?[] Descriptions =
    [
        "Our best-selling {0}. Ships within two days.",
        "A {0} for every day, and a welcome gift.",
        null,
        "From a family workshop near Zürich; no two are quite the same.",
        "This {0} comes in a box without plastic. Returns are free for 30 days, also without the receipt.",
    ];

    private static readonly decimal[] Fractions = [0.99m, 0.50m, 0m, 0.95m];

    /// <summary>The body that creates an item.</summary>
    public static JsonObject Create(int number)
    {
        var kind = Kinds[number % Kinds.Length];
        string noun = kind.Nouns[number / Kinds.Length % kind.Nouns.Length];
        int round = number / (Kinds.Length * kind.Nouns.Length);
        string variant = Variants[(number + round) % Variants.Length];
        int series = 1 + (round / Variants.Length);
        string? description = Descriptions[number % Descriptions.Length];
        return new JsonObject
        {
            ["name"] = $"{variant} {noun}{(series == 1 ? "" : $", series {series}")}",
            ["description"] = description is null ? null : string.Format(null, description, noun),
            ["price"] = kind.LowestPrice + (number * 37 % 90) + Fractions[number % Fractions.Length],
            ["category"] = kind.Category,
        };
    }

    /// <param name="LowestPrice">Without its fraction.</param>
    /// <param name="Nouns">As many for every kind.</param>
    private sealed record Kind(string Category, int LowestPrice, string[] Nouns);
}
