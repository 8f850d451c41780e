using FluentValidation;
using NativeLambda.Routing;
using NativeLambda.Validation;

namespace Items.Api.Items;

/// <summary>Body of <c>PUT</c>: only the fields that were sent change; null counts as not sent.</summary>
[ValidatedBy(typeof(ItemUpdateValidator))]
internal record ItemUpdate
{
    public Field<string> Name { get; init; }

    public Field<string> Description { get; init; }

    public Field<decimal> Price { get; init; }

    public Field<string> Category { get; init; }

    public virtual bool ClearsDescription => false;

    public bool IsEmpty =>
        !Name.HasValue
        && !Description.HasValue
        && !ClearsDescription
        && !Price.HasValue
        && !Category.HasValue;
}

internal sealed class ItemUpdateValidator : AbstractValidator<ItemUpdate>
{
    public ItemUpdateValidator()
    {
        RuleFor(changes => changes.Name).Length(1, ItemLimits.Name);
        RuleFor(changes => changes.Description).Length(0, ItemLimits.Description);
        RuleFor(changes => changes.Price).GreaterThan(0);
        RuleFor(changes => changes.Category).Length(1, ItemLimits.Category);
    }
}
