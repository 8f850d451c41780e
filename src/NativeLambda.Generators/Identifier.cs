using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace NativeLambda.Generators;

/// <summary>Spelling of names: <c>item_id</c> on the wire is <c>itemId</c> in C#.</summary>
internal static class Identifier
{
    public static string FromSnakeCase(string name) =>
        ToCamelCase(
            string.Concat(
                name.Split('_')
                    .Where(word => word.Length > 0)
                    .Select(word => Upper(word[0]) + word.Substring(1))
            )
        );

    public static string ToSnakeCase(string name)
    {
        var snake = new StringBuilder();
        foreach (char letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(letter));
        }

        return snake.ToString();
    }

    public static string ToCamelCase(string name) =>
        name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name.Substring(1);

    /// <summary>The name, or the name with a number when it is taken; takes it.</summary>
    public static string Claim(string name, ISet<string> taken)
    {
        string free = name;
        for (int number = 2; !taken.Add(free); number++)
        {
            free = name + number;
        }

        return SyntaxFacts.GetKeywordKind(free) == SyntaxKind.None ? free : "@" + free;
    }

    private static string Upper(char letter) => char.ToUpperInvariant(letter).ToString();
}
