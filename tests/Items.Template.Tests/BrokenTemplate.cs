namespace Items.Template.Tests;

/// <summary>Copies of <c>template.yaml</c> with a fault.</summary>
internal static class BrokenTemplate
{
    /// <param name="text">A part of the template. Its first occurrence is replaced.</param>
    /// <param name="violation">The only ones that must be found, separated by line breaks.</param>
    public static void ShouldViolate(string text, string replacement, string violation)
    {
        string template = File.ReadAllText(Repository.PathTo("template.yaml"));
        int start = template.IndexOf(text, StringComparison.Ordinal);
        start.Should().BePositive("the template must contain {0}", text);
        var broken = Template.Parse(template[..start] + replacement + template[(start + text.Length)..]);

        string[] found = [.. TemplateProof.Faults(broken), .. TemplateProof.Risks(broken)];

        found.Should().BeEquivalentTo(violation.Split('\n'));
    }
}
