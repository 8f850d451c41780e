using FluentValidation;
using Items.Api.Items;
using NativeLambda.Validation;

namespace Items.Api.Webhooks;

/// <summary>Body of a webhook: an item was created or changed at its source.</summary>
internal sealed record WebhookEvent
{
    /// <summary><c>item.created</c> or <c>item.updated</c>; both set all values of the item, and create it if necessary.</summary>
    public Field<string> Type { get; init; }

    /// <summary>When it happened at the source: RFC 3339.</summary>
    public Field<string> Timestamp { get; init; }

    public WebhookItem? Data { get; init; }
}

/// <summary>All values of an item at its source.</summary>
internal sealed record WebhookItem
{
    public const int MaximumKeyLength = 255;

    /// <summary>The source's own key, 1 to 255 code points.</summary>
    public Field<string> Key { get; init; }

    public Field<string> Name { get; init; }

    public Field<string> Description { get; init; }

    public Field<decimal> Price { get; init; }

    public Field<string> Category { get; init; }
}

internal sealed class WebhookEventValidator : AbstractValidator<WebhookEvent>
{
    private const string Types = "not one of item.created, item.updated";

    public WebhookEventValidator()
    {
        RuleFor(it => it.Type)
            .Required()
            .WhenNotNull(type =>
                type is "item.created" or "item.updated" ? null : ErrorKind.ValueError(Types)
            );
        RuleFor(it => it.Timestamp)
            .Required()
            .WhenNotNull(time =>
                EventTime.Parse(time) is null ? ErrorKind.ValueError("not a time in RFC 3339") : null
            );
    }
}

internal sealed class WebhookItemValidator : AbstractValidator<WebhookItem>
{
    public WebhookItemValidator()
    {
        RuleFor(item => item.Key).Required().Length(1, WebhookItem.MaximumKeyLength);
        RuleFor(item => item.Name).Required().Length(1, ItemLimits.Name);
        RuleFor(item => item.Description).Length(0, ItemLimits.Description);
        RuleFor(item => item.Price).Required().GreaterThan(0);
        RuleFor(item => item.Category).Required().Length(1, ItemLimits.Category);
    }
}
