using Microsoft.Playwright;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>Checks a page with axe (https://github.com/dequelabs/axe-core).</summary>
internal static class Accessibility
{
    /// <summary>Redoc's color of a pattern, which its theme does not contain.</summary>
    private const string PatternColor = "#0e7c86";

    /// <param name="excluded">Selector of the part that a library creates; null when there is none.</param>
    /// <returns>Rule and element of each violation.</returns>
    public static Task<IReadOnlyList<string>> ViolationsAsync(IPage page, string? excluded = null) =>
        RunAsync(page, excluded is null ? "document" : $$"""{ "exclude": [["{{excluded}}"]] }""", "{}");

    /// <returns>The texts with too little contrast to their background.</returns>
    public static Task<IReadOnlyList<string>> LowContrastsAsync(IPage page, string selector) =>
        RunAsync(page, $$"""{ "include": [["{{selector}}"]] }""", """{ "runOnly": ["color-contrast"] }""");

    /// <param name="context">The checked part of the page, JavaScript.</param>
    /// <param name="options">JSON.</param>
    private static async Task<IReadOnlyList<string>> RunAsync(IPage page, string context, string options)
    {
        await page.EvaluateAsync(
            await File.ReadAllTextAsync(Repository.PathTo("node_modules/axe-core/axe.min.js"))
        );
        string script = $$"""
            async () => {
              const result = await axe.run({{context}}, {{options}});
              if (result.passes.length === 0) throw new Error("axe has checked nothing");
              return result.violations.flatMap((rule) =>
                rule.nodes.filter((node) => node.any[0]?.data?.fgColor !== "{{PatternColor}}")
                  .map((node) => `${rule.id}: ${node.html}`));
            }
            """;
        return await page.EvaluateAsync<string[]>(script);
    }
}
