namespace NativeLambda.Validation;

/// <summary>A kind of validation error, with the names and messages of Pydantic v2 that FastAPI clients expect.</summary>
/// <seealso href="https://docs.pydantic.dev/latest/errors/validation_errors/"/>
public readonly record struct ErrorKind(string Type, string Message)
{
    public static ErrorKind Missing => new("missing", "Field required");

    public static ErrorKind StringType => new("string_type", "Input should be a valid string");

    public static ErrorKind StringUnicode =>
        new("string_unicode", "Input should be a valid string, unable to parse raw data as a unicode string");

    public static ErrorKind FloatType => new("float_type", "Input should be a valid number");

    public static ErrorKind IntType => new("int_type", "Input should be a valid integer");

    public static ErrorKind BoolType => new("bool_type", "Input should be a valid boolean");

    public static ErrorKind JsonInvalid => new("json_invalid", "JSON decode error");

    public static ErrorKind ModelAttributesType =>
        new("model_attributes_type", "Input should be a valid dictionary or object to extract fields from");

    public static ErrorKind ListType => new("list_type", "Input should be a valid list");

    public static ErrorKind IntParsing =>
        new("int_parsing", "Input should be a valid integer, unable to parse string as an integer");

    public static ErrorKind BoolParsing =>
        new("bool_parsing", "Input should be a valid boolean, unable to interpret input");

    public static ErrorKind UuidParsing =>
        new("uuid_parsing", "Input should be a valid UUID, unable to parse string as a UUID");

    public static ErrorKind StringTooShort(int minimum) =>
        new("string_too_short", $"String should have at least {Characters(minimum)}");

    public static ErrorKind StringTooLong(int maximum) =>
        new("string_too_long", $"String should have at most {Characters(maximum)}");

    public static ErrorKind TooShort(int minimum, int actual) =>
        new("too_short", $"List should have at least {Items(minimum)} after validation, not {actual}");

    public static ErrorKind TooLong(int maximum, int actual) =>
        new("too_long", $"List should have at most {Items(maximum)} after validation, not {actual}");

    public static ErrorKind DecimalMaxDigits(int maximum) =>
        new("decimal_max_digits", $"Decimal input should have no more than {maximum} digits in total");

    public static ErrorKind GreaterThan(int bound) =>
        new("greater_than", $"Input should be greater than {bound}");

    public static ErrorKind GreaterThanEqual(int bound) =>
        new("greater_than_equal", $"Input should be greater than or equal to {bound}");

    public static ErrorKind LessThanEqual(int bound) =>
        new("less_than_equal", $"Input should be less than or equal to {bound}");

    /// <param name="reason">Continues "Value error, ".</param>
    public static ErrorKind ValueError(string reason) => new("value_error", $"Value error, {reason}");

    private static string Items(int count) => count == 1 ? "1 item" : $"{count} items";

    private static string Characters(int count) => count == 1 ? "1 character" : $"{count} characters";
}
