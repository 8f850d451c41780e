using System.Text;

namespace NativeLambda.Generators;

/// <summary>Writes indented lines and breaks lists that are longer than the repository's line length.</summary>
internal sealed class CodeWriter
{
    private const int LineLength = 110;
    private const int IndentSize = 4;

    private readonly StringBuilder _text = new();
    private int _depth;

    private int Indent => _depth * IndentSize;

    public void Line(string text = "") =>
        _text.Append(' ', text.Length == 0 ? 0 : Indent).Append(text).Append('\n');

    public void Lines(params string[] lines)
    {
        foreach (string line in lines)
        {
            Line(line);
        }
    }

    public void Open(string opening = "{")
    {
        Line(opening);
        _depth++;
    }

    public void Close(string closing = "}")
    {
        _depth--;
        Line(closing);
    }

    /// <summary>A comma-separated list between two texts: on one line if it fits, else an item a line.</summary>
    public void List(string before, IReadOnlyList<string> items, string after) =>
        Breakable(
            before,
            string.Join(", ", items),
            items.Select((item, index) => index < items.Count - 1 ? item + "," : item),
            after
        );

    /// <summary>An <c>if</c> with all of the conditions.</summary>
    public void If(IReadOnlyList<string> conditions) =>
        Breakable(
            "if (",
            string.Join(" && ", conditions),
            conditions.Select((condition, index) => index > 0 ? "&& " + condition : condition),
            ")"
        );

    public override string ToString() => _text.ToString();

    private void Breakable(string before, string onOneLine, IEnumerable<string> broken, string after)
    {
        if (Indent + before.Length + onOneLine.Length + after.Length <= LineLength)
        {
            Line(before + onOneLine + after);
            return;
        }

        Open(before);
        Lines([.. broken]);
        Close(after);
    }
}
