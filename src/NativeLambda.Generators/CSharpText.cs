using Microsoft.CodeAnalysis.CSharp;

namespace NativeLambda.Generators;

/// <summary>Names and literals as C# source.</summary>
internal static class CSharpText
{
    /// <returns>The literal of a string, a number, a bool or null.</returns>
    public static string Literal(object? value) =>
        SymbolDisplay.FormatPrimitive(value!, quoteStrings: true, useHexadecimalNumbers: false)!;

    /// <summary><c>note_id</c> in a template is the parameter <c>noteId</c>.</summary>
    public static string FromSnakeCase(string name) =>
        CamelCase(
            string.Concat(
                name.Split('_')
                    .Where(word => word.Length > 0)
                    .Select(word => char.ToUpperInvariant(word[0]) + word.Substring(1))
            )
        );

    /// <summary>The parameter <c>noteId</c> is <c>note_id</c> in a query.</summary>
    public static string ToSnakeCase(string name) =>
        string.Concat(name.Select((letter, index) => (char.IsUpper(letter) && index > 0 ? "_" : "") + letter))
            .ToLowerInvariant();

    public static string CamelCase(string name) =>
        name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name.Substring(1);

    /// <returns>The identifier, with an <c>@</c> when it is a keyword.</returns>
    public static string Escape(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) == SyntaxKind.None ? identifier : "@" + identifier;

    /// <summary>Adds the name to the names in use, with a number at its end when it is one of them already.</summary>
    /// <returns>The identifier to write.</returns>
    public static string AddUnique(this ISet<string> names, string name)
    {
        string unique = name;
        for (int number = 2; !names.Add(unique); number++)
        {
            unique = name + number;
        }

        return Escape(unique);
    }

    /// <summary>Replaces what a namespace cannot contain, such as the hyphen of an assembly's name.</summary>
    public static string ToNamespace(string name) =>
        string.Join(
            ".",
            name.Split('.')
                .Select(part =>
                    string.Concat(part.Select(it => SyntaxFacts.IsIdentifierPartCharacter(it) ? it : '_'))
                )
                .Select(part => SyntaxFacts.IsValidIdentifier(part) ? Escape(part) : "_" + part)
        );
}
