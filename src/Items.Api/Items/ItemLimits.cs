namespace Items.Api.Items;

/// <summary>Maximum lengths, in Unicode code points.</summary>
internal static class ItemLimits
{
    public const int Name = 100;
    public const int Description = 500;
    public const int Category = 50;
}
