using System.Text.Json.Serialization;

namespace NativeLambda.Validation;

/// <summary>
/// A member of a JSON body as the client sent it: absent, null, a valid value, or an invalid one. Deserializing it does
/// not throw, so that one 422 reports every invalid field.
/// </summary>
/// <typeparam name="T"><see cref="string"/>, <see cref="decimal"/>, <see cref="int"/> or <see cref="bool"/>.</typeparam>
[JsonConverter(typeof(FieldConverterFactory))]
public readonly record struct Field<T>
{
    /// <summary>The member was in the body, also when it was null.</summary>
    public bool IsPresent { get; private init; }

    /// <summary>The member was in the body as null. <see cref="Error"/> is what a required field reports then.</summary>
    public bool IsNull { get; private init; }

    /// <summary>Why the member is not a <typeparamref name="T"/>; null when it is valid or absent.</summary>
    public ErrorKind? Error { get; private init; }

    /// <summary>Defined only when <see cref="HasValue"/>.</summary>
    public T? Value { get; private init; }

    public bool HasValue => IsPresent && Error is null;

    internal static Field<T> Of(T value) => new() { IsPresent = true, Value = value };

    internal static Field<T> Null(ErrorKind wrongType) => Invalid(wrongType) with { IsNull = true };

    internal static Field<T> Invalid(ErrorKind error) => new() { IsPresent = true, Error = error };
}
