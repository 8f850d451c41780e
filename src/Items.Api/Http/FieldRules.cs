using FluentValidation;
using FluentValidation.Results;

namespace Items.Api.Http;

/// <summary>FluentValidation rules over <see cref="Field{T}"/>, with Pydantic's errors as their result.</summary>
internal static class FieldRules
{
    /// <summary>Absent is "missing"; null is a value of the wrong type.</summary>
    public static IRuleBuilderOptionsConditions<TBody, Field<T>> Required<TBody, T>(
        this IRuleBuilder<TBody, Field<T>> rule
    ) =>
        rule.Custom(
            (field, context) =>
            {
                if (!field.IsPresent)
                {
                    Fail(context, ErrorKind.Missing);
                }
                else if (field.IsNull)
                {
                    Fail(context, field.Error!.Value);
                }
            }
        );

    /// <param name="rule">The text's rule.</param>
    /// <param name="minimum">Fewest code points.</param>
    /// <param name="maximum">Most code points.</param>
    public static IRuleBuilderOptionsConditions<TBody, Field<string>> Length<TBody>(
        this IRuleBuilder<TBody, Field<string>> rule,
        int minimum,
        int maximum
    ) =>
        rule.WhenSent(text =>
        {
            int length = text.Length - text.Count(char.IsLowSurrogate);
            return length < minimum ? ErrorKind.StringTooShort(minimum)
                : length > maximum ? ErrorKind.StringTooLong(maximum)
                : null;
        });

    public static IRuleBuilderOptionsConditions<TBody, Field<decimal>> GreaterThan<TBody>(
        this IRuleBuilder<TBody, Field<decimal>> rule,
        int bound
    ) => rule.WhenSent(number => number > bound ? null : ErrorKind.GreaterThan(bound));

    /// <summary>Reports what made the field unreadable, or else what <paramref name="check"/> finds.</summary>
    private static IRuleBuilderOptionsConditions<TBody, Field<T>> WhenSent<TBody, T>(
        this IRuleBuilder<TBody, Field<T>> rule,
        Func<T, ErrorKind?> check
    ) =>
        rule.Custom(
            (field, context) =>
            {
                if (!field.IsPresent || field.IsNull)
                {
                    return;
                }

                if ((field.Error ?? check(field.Value!)) is { } error)
                {
                    Fail(context, error);
                }
            }
        );

    private static void Fail<TBody>(ValidationContext<TBody> context, ErrorKind error) =>
        context.AddFailure(
            new ValidationFailure(context.PropertyPath, error.Message) { ErrorCode = error.Type }
        );
}
