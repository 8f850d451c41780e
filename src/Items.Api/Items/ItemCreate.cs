using System.Globalization;
using System.Text.Json.Serialization;
using FluentValidation;
using NativeLambda.Routing;
using NativeLambda.Validation;

namespace Items.Api.Items;

/// <summary>Body of <c>POST</c>.</summary>
[ValidatedBy(typeof(ItemCreateValidator))]
internal sealed record ItemCreate
{
    public Field<string> Name { get; init; }

    public Field<string> Description { get; init; }

    public Field<decimal> Price { get; init; }

    public Field<string> Category { get; init; }

    /// <summary>The values that a repeated request with the same <c>Idempotency-Key</c> must have in common.</summary>
    [JsonIgnore]
    public string?[] Fingerprint =>
        [Name.Value, Description.Value, Price.Value.ToString(CultureInfo.InvariantCulture), Category.Value];
}

internal sealed class ItemCreateValidator : AbstractValidator<ItemCreate>
{
    public ItemCreateValidator()
    {
        RuleFor(create => create.Name).Required().Length(1, ItemLimits.Name);
        RuleFor(create => create.Description).Length(0, ItemLimits.Description);
        RuleFor(create => create.Price).Required().GreaterThan(0);
        RuleFor(create => create.Category).Required().Length(1, ItemLimits.Category);
    }
}
