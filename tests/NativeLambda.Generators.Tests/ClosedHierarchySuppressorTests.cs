using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NativeLambda.Generators.Tests;

/// <summary>Switch expressions without a default arm, where warnings are errors.</summary>
public sealed class ClosedHierarchySuppressorTests
{
    [Theory]
    [InlineData("Shape.Circle => 1, Shape.Square => 2")]
    [InlineData("Shape.Circle circle => circle.Radius, Shape.Square square => 2")]
    [InlineData("Shape.Circle(var radius) => radius, Shape.Square square => 2")]
    [InlineData("Shape.Circle { Radius: 0 } => 0, Shape.Circle => 1, Shape.Square => 2")]
    public async Task A_switch_over_all_cases_of_a_closed_hierarchy_is_no_error(string arms) =>
        (await CompileAsync(arms)).Should().BeEmpty();

    [Theory]
    [InlineData("Shape.Circle => 1")]
    [InlineData("Shape.Circle => 1, Shape.Square when shape.ToString() == \"\" => 2")]
    [InlineData("Shape.Circle { Radius: 0 } => 1, Shape.Square => 2")]
    [InlineData("Shape.Circle(0) => 1, Shape.Square => 2")]
    public async Task A_case_that_is_not_always_handled_is_an_error(string arms) =>
        (await CompileAsync(arms)).Should().Equal("CS8509");

    [Theory]
    [InlineData("internal abstract record Shape")]
    [InlineData("internal record Shape")]
    public async Task A_hierarchy_that_is_not_closed_is_an_error(string declaration) =>
        (await CompileAsync("Shape.Circle => 1, Shape.Square => 2", declaration, constructor: ""))
            .Should()
            .Equal("CS8509");

    [Fact]
    public async Task A_case_that_is_nested_in_another_case_must_be_handled() =>
        (
            await CompileAsync(
                "Shape.Circle => 1, Shape.Square => 2",
                constructor: "private Shape() { } public static class Others { public sealed record Line : Shape; }"
            )
        )
            .Should()
            .Equal("CS8509");

    private static async Task<IEnumerable<string>> CompileAsync(
        string arms,
        string declaration = "internal abstract record Shape",
        string constructor = "private Shape() { }"
    )
    {
        var compilation = Snippet.Compile(
            $$"""
            {{declaration}}
            {
                {{constructor}}
                public sealed record Circle(int Radius) : Shape;
                public sealed record Square : Shape;
            }

            internal static class Program
            {
                internal static int Area(Shape shape) => shape switch { {{arms}} };
            }
            """
        );
        var diagnostics = await compilation
            .WithOptions(compilation.Options.WithGeneralDiagnosticOption(ReportDiagnostic.Error))
            .WithAnalyzers(ImmutableArray.Create<DiagnosticAnalyzer>(new ClosedHierarchySuppressor()))
            .GetAllDiagnosticsAsync();
        return diagnostics.Where(it => it.Severity == DiagnosticSeverity.Error).Select(it => it.Id);
    }
}
