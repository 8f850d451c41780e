using Microsoft.CodeAnalysis;

namespace NativeLambda.Generators.Tests;

/// <summary>What is computed again when a file changes in an editor.</summary>
public sealed class RouterIncrementalityTests
{
    private const string Endpoint =
        """[Get("/notes/{id}")] public Response Get(string id) => Response.NoContent;""";

    [Fact]
    public void An_edit_of_another_file_computes_nothing_again()
    {
        var result = Edit(Endpoint, source => source, otherFile: "internal sealed class Unrelated;");

        Reasons(result, "Declarations").Should().OnlyContain(it => IsReused(it));
        Reasons(result, "JsonTypes").Should().OnlyContain(it => IsReused(it));
        Reasons(result, "Router").Should().OnlyContain(it => IsReused(it));
        Outputs(result).Should().OnlyContain(it => it == IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void An_edit_inside_an_endpoint_computes_nothing_again()
    {
        var result = Edit(
            Endpoint,
            source => source.Replace("Response.NoContent", "Response.NotFound()", StringComparison.Ordinal)
        );

        Reasons(result, "Router").Should().OnlyContain(it => IsReused(it));
        Outputs(result).Should().OnlyContain(it => it == IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void A_line_above_an_endpoint_moves_its_location_but_does_not_write_the_router_again()
    {
        var result = Edit(Endpoint, source => "// A comment.\n" + source);

        Reasons(result, "Declarations").Should().Contain(IncrementalStepRunReason.Modified);
        Reasons(result, "Router").Should().OnlyContain(it => IsReused(it));
        Outputs(result).Should().OnlyContain(it => it == IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void A_line_above_an_error_moves_its_diagnostic()
    {
        var result = Edit(
            Endpoint + """[Get("/wrong/{id}")] public Response Wrong() => Response.NoContent;""",
            source => "// A comment.\n" + source
        );

        Reasons(result, "Errors").Should().Contain(IncrementalStepRunReason.Modified);
        Reasons(result, "Router").Should().OnlyContain(it => IsReused(it));
    }

    [Fact]
    public void Another_template_writes_the_router_again()
    {
        var result = Edit(Endpoint, source => source.Replace("/notes/", "/texts/", StringComparison.Ordinal));

        Reasons(result, "Router").Should().Equal(IncrementalStepRunReason.Modified);
        result.GeneratedSources.Single().SourceText.ToString().Should().Contain("/texts/");
    }

    private static GeneratorRunResult Edit(
        string members,
        Func<string, string> edit,
        string otherFile = "internal sealed class Other;"
    )
    {
        string source = Snippet.WithEndpoints(members);
        var before = Snippet.Compile(source, "internal sealed class Other;");
        var trees = before.SyntaxTrees.TakeLast(2).ToList();
        var after = before
            .ReplaceSyntaxTree(trees[0], Snippet.Parse(edit(source), trees[0].FilePath))
            .ReplaceSyntaxTree(trees[1], Snippet.Parse(otherFile, trees[1].FilePath));

        var driver = Snippet.CreateDriver(trackSteps: true).RunGenerators(before).RunGenerators(after);
        return driver.GetRunResult().Results[0];
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason);

    private static IEnumerable<IncrementalStepRunReason> Outputs(GeneratorRunResult result) =>
        result
            .TrackedOutputSteps.SelectMany(step => step.Value)
            .SelectMany(run => run.Outputs)
            .Select(output => output.Reason);

    private static bool IsReused(IncrementalStepRunReason reason) =>
        reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged;
}
