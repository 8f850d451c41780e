using FluentValidation;
using NativeLambda.Routing;
using NativeLambda.Validation;

namespace Books.Api;

/// <summary>Body of <c>POST</c> and of <c>PUT</c>, which replaces all values.</summary>
[ValidatedBy(typeof(BookInputValidator))]
internal sealed record BookInput
{
    public Field<string> Name { get; init; }

    public Field<string> Description { get; init; }
}

internal sealed class BookInputValidator : AbstractValidator<BookInput>
{
    public BookInputValidator()
    {
        RuleFor(input => input.Name).Required().Length(1, 100);
        RuleFor(input => input.Description).Length(0, 500);
    }
}
