using Microsoft.CodeAnalysis.CSharp;

namespace NativeLambda.Generators;

/// <summary>Values as C# source.</summary>
internal static class Literal
{
    public static string Text(string? value) =>
        value is null ? "null" : SymbolDisplay.FormatLiteral(value, quote: true);

    public static string Utf8(string value) => Text(value) + "u8";

    public static string Number(int value) =>
        value switch
        {
            int.MinValue => "int.MinValue",
            int.MaxValue => "int.MaxValue",
            _ => SymbolDisplay.FormatPrimitive(value, quoteStrings: false, useHexadecimalNumbers: false)!,
        };
}
