using FluentValidation;
using FluentValidation.Results;

namespace NativeLambda.Validation;

/// <summary>
/// FluentValidation rules for <see cref="Field{T}"/> that report <see cref="ErrorKind"/>s. Of several errors of one field,
/// the response has the first.
/// </summary>
public static class FieldRules
{
    /// <summary>The field must be present and valid; null is a value of the wrong type.</summary>
    public static IRuleBuilderOptionsConditions<TBody, Field<T>> Required<TBody, T>(
        this IRuleBuilder<TBody, Field<T>> rule
    ) =>
        rule.Custom(
            (field, context) =>
            {
                if ((field.IsPresent ? field.Error : ErrorKind.Missing) is { } error)
                {
                    Fail(context, error);
                }
            }
        );

    /// <summary>The field may be absent; when present it must be valid, and null is a value of the wrong type.</summary>
    public static IRuleBuilderOptionsConditions<TBody, Field<T>> NonNullable<TBody, T>(
        this IRuleBuilder<TBody, Field<T>> rule
    ) =>
        rule.Custom(
            (field, context) =>
            {
                if (field.Error is { } error)
                {
                    Fail(context, error);
                }
            }
        );

    /// <summary>The field may be absent or null. Not needed before a rule about the value.</summary>
    public static IRuleBuilderOptionsConditions<TBody, Field<T>> Optional<TBody, T>(
        this IRuleBuilder<TBody, Field<T>> rule
    ) => rule.WhenNotNull(_ => null);

    /// <param name="minimum">Least number of code points.</param>
    /// <param name="maximum">Greatest number of code points.</param>
    public static IRuleBuilderOptionsConditions<TBody, Field<string>> Length<TBody>(
        this IRuleBuilder<TBody, Field<string>> rule,
        int minimum,
        int maximum
    ) =>
        rule.WhenNotNull(text =>
        {
            int length = text.Length - text.Count(char.IsLowSurrogate);
            return length < minimum ? ErrorKind.StringTooShort(minimum)
                : length > maximum ? ErrorKind.StringTooLong(maximum)
                : null;
        });

    public static IRuleBuilderOptionsConditions<TBody, Field<decimal>> GreaterThan<TBody>(
        this IRuleBuilder<TBody, Field<decimal>> rule,
        int bound
    ) => rule.WhenNotNull(number => number > bound ? null : ErrorKind.GreaterThan(bound));

    /// <summary>Reports why the field is invalid, or else the error that <paramref name="check"/> returns; null is valid.</summary>
    public static IRuleBuilderOptionsConditions<TBody, Field<T>> WhenNotNull<TBody, T>(
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
