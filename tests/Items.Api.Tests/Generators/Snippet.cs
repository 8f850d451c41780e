using System.Reflection;
using System.Runtime.Loader;
using Items.Api.Generators;
using Items.Api.Http;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Items.Api.Tests.Generators;

/// <summary>Compiles source text as if it were a part of the function, with the router's generator.</summary>
internal static class Snippet
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Diagnostics.CodeAnalysis;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using System.Text.Json.Serialization;
        global using FluentValidation;
        global using Items.Api.Http;
        """;

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    private static readonly CSharpCompilationOptions Options = new CSharpCompilationOptions(
        OutputKind.DynamicallyLinkedLibrary,
        nullableContextOptions: NullableContextOptions.Enable
    ).WithSpecificDiagnosticOptions(
        new Dictionary<string, ReportDiagnostic>(StringComparer.Ordinal)
        {
            // The snippet's router hides the function's own, which stands in the referenced assembly.
            ["CS0436"] = ReportDiagnostic.Suppress,
            // References to an older version of the framework; the SDK turns these off as well.
            ["CS1701"] = ReportDiagnostic.Suppress,
            ["CS1702"] = ReportDiagnostic.Suppress,
        }
    );

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) != ThisAssembly.ManifestModule.Name)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    // Under the name of this assembly, to which the function shows its internals. One for all snippets, because
    // what is read from the references is kept with it.
    private static readonly CSharpCompilation Program = CSharpCompilation.Create(
        ThisAssembly.GetName().Name,
        [Parse(ImplicitUsings, "ImplicitUsings.cs")],
        References,
        Options
    );

    private static Assembly ThisAssembly => typeof(Snippet).Assembly;

    /// <summary>A file with one class of endpoints, for snippets that are about single methods.</summary>
    public static string WithEndpoints(string members) =>
        $$"""
            namespace Notes;

            internal sealed record Note(string Text);

            internal sealed record Draft(string Text);

            internal sealed record Unregistered(string Text);

            internal sealed record Stars(int Count) : IHeaderValue<Stars>
            {
                public static string Expected => "a number of stars";

                public static bool TryParse(string text, [NotNullWhen(true)] out Stars? value)
                {
                    value = new Stars(text.Length);
                    return true;
                }
            }

            [JsonSerializable(typeof(Note))]
            [JsonSerializable(typeof(Draft))]
            internal sealed partial class NotesJsonContext : JsonSerializerContext;

            internal sealed class NoteEndpoints
            {
                {{members}}
            }
            """;

    public static CSharpCompilation Compile(params string[] sources) =>
        Program.AddSyntaxTrees(sources.Select((text, index) => Parse(text, $"Snippet{index}.cs")));

    public static SyntaxTree Parse(string text, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text), ParseOptions, path);

    public static GeneratorDriver CreateDriver(bool trackSteps = false) =>
        CSharpGeneratorDriver.Create(
            [new RouterGenerator().AsSourceGenerator(), CreateJsonGenerator()],
            parseOptions: ParseOptions,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackSteps)
        );

    public static GeneratedRouter Generate(params string[] sources)
    {
        var driver = CreateDriver()
            .RunGeneratorsAndUpdateCompilation(Compile(sources), out var compilation, out var diagnostics);
        var router = driver.GetRunResult().Results[0].GeneratedSources.Single();
        return new GeneratedRouter(router.SourceText.ToString(), compilation, [.. diagnostics]);
    }

    private static ISourceGenerator CreateJsonGenerator()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "System.Text.Json.SourceGeneration.dll");
        var type = Assembly
            .LoadFrom(path)
            .GetTypes()
            .Single(type => type.IsDefined(typeof(GeneratorAttribute), inherit: false));
        return ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator();
    }
}

/// <summary>What the generator made of a snippet.</summary>
/// <param name="Text">The router.</param>
/// <param name="Compilation">The snippet with all generated code.</param>
/// <param name="Diagnostics">The generator's own.</param>
internal sealed record GeneratedRouter(
    string Text,
    Compilation Compilation,
    IReadOnlyList<Diagnostic> Diagnostics
)
{
    /// <summary>What the compiler has to say about the result.</summary>
    public IEnumerable<Diagnostic> CompilerMessages =>
        Compilation.GetDiagnostics().Where(it => it.Severity >= DiagnosticSeverity.Warning);

    /// <summary>Loads the compiled snippet and builds its router over new instances of its endpoint classes.</summary>
    public RunningRouter Start()
    {
        using var stream = new MemoryStream();
        var result = Compilation.Emit(stream);
        result.Success.Should().BeTrue("the snippet must compile, unlike: {0}", result.Diagnostics);
        stream.Position = 0;

        var assembly = new AssemblyLoadContext(nameof(Snippet), isCollectible: true).LoadFromStream(stream);
        var type = assembly.GetType("Items.Api.Http.Router", throwOnError: true)!;
        var constructor = type.GetConstructors().Single();
        object router = constructor.Invoke([
            .. constructor.GetParameters().Select(it => Activator.CreateInstance(it.ParameterType)),
        ]);
        return new RunningRouter(
            type.GetMethod("RouteAsync")!
                .CreateDelegate<Func<Request, CancellationToken, ValueTask<Response>>>(router),
            (IReadOnlyList<Route>)type.GetProperty("Routes")!.GetValue(null)!
        );
    }
}

internal sealed record RunningRouter(
    Func<Request, CancellationToken, ValueTask<Response>> RouteAsync,
    IReadOnlyList<Route> Routes
);
