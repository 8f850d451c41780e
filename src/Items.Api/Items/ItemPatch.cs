using FluentValidation;
using NativeLambda.Routing;
using NativeLambda.Validation;

namespace Items.Api.Items;

/// <summary>Body of <c>PATCH</c>, a JSON Merge Patch: null clears the description, and is an error in other fields.</summary>
[ValidatedBy(typeof(ItemPatchValidator))]
internal sealed record ItemPatch : ItemUpdate
{
    public override bool ClearsDescription => Description.IsNull;
}

internal sealed class ItemPatchValidator : AbstractValidator<ItemPatch>
{
    public ItemPatchValidator()
    {
        RuleFor(patch => patch.Name).NonNullable().Length(1, ItemLimits.Name);
        RuleFor(patch => patch.Description).Length(0, ItemLimits.Description);
        RuleFor(patch => patch.Price).NonNullable().GreaterThan(0);
        RuleFor(patch => patch.Category).NonNullable().Length(1, ItemLimits.Category);
    }
}
