namespace Items.Api.Items;

/// <summary>Longest texts, in Unicode code points.</summary>
internal static class ItemLimits
{
    public const int Name = 100;
    public const int Description = 500;
    public const int Category = 50;
}
