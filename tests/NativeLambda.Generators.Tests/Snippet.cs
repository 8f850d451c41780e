using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using NativeLambda.Http;
using NativeLambda.Routing;

namespace NativeLambda.Generators.Tests;

/// <summary>Compiles source text as a program on the framework, with the router's generator.</summary>
internal static class Snippet
{
    /// <summary>Those that the SDK gives to every project.</summary>
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private const string SnippetUsings = """
        global using System.Diagnostics.CodeAnalysis;
        global using System.Text.Json.Serialization;
        global using FluentValidation;
        global using NativeLambda.Http;
        global using NativeLambda.Routing;
        global using NativeLambda.Validation;
        """;

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    private static readonly CSharpCompilationOptions Options = new CSharpCompilationOptions(
        OutputKind.DynamicallyLinkedLibrary,
        nullableContextOptions: NullableContextOptions.Enable
    ).WithSpecificDiagnosticOptions(
        new Dictionary<string, ReportDiagnostic>(StringComparer.Ordinal)
        {
            // References to an older version of .NET; the SDK turns these off as well.
            ["CS1701"] = ReportDiagnostic.Suppress,
            ["CS1702"] = ReportDiagnostic.Suppress,
        }
    );

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>One for all programs, because it keeps what is read from the references.</summary>
    private static readonly CSharpCompilation Program = CSharpCompilation.Create(
        "Notes-Service",
        [Parse(ImplicitUsings, "ImplicitUsings.cs")],
        References,
        Options
    );

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
                    value = text.All(letter => letter == '*') ? new Stars(text.Length) : null;
                    return value is not null;
                }
            }

            [JsonSerializable(typeof(Note))]
            [JsonSerializable(typeof(Draft))]
            [JsonSerializable(typeof(int))]
            [JsonSerializable(typeof(string))]
            internal sealed partial class NotesJsonContext : JsonSerializerContext;

            internal sealed partial class NoteEndpoints
            {
                {{members}}
            }
            """;

    public static CSharpCompilation Compile(params string[] sources) =>
        CompileProgram([SnippetUsings, .. sources]);

    /// <summary>The program of an SDK project with these files.</summary>
    public static CSharpCompilation CompileProgram(IEnumerable<string> files) =>
        Program.AddSyntaxTrees(files.Select((text, index) => Parse(text, $"File{index}.cs")));

    public static SyntaxTree Parse(string text, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text), ParseOptions, path);

    /// <param name="rootNamespace">The MSBuild property; null when the project file does not pass it.</param>
    public static GeneratorDriver CreateDriver(bool trackSteps = false, string? rootNamespace = "Notes") =>
        CSharpGeneratorDriver.Create(
            [new RouterGenerator().AsSourceGenerator(), CreateJsonGenerator()],
            parseOptions: ParseOptions,
            optionsProvider: new RootNamespace(rootNamespace),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackSteps)
        );

    /// <param name="other">A second file.</param>
    public static GeneratedRouter Generate(
        string source,
        string? rootNamespace = "Notes",
        string other = ""
    ) => Generate(Compile(source, other), rootNamespace);

    public static GeneratedRouter Generate(CSharpCompilation program, string? rootNamespace)
    {
        var driver = CreateDriver(rootNamespace: rootNamespace)
            .RunGeneratorsAndUpdateCompilation(program, out var compilation, out var diagnostics);
        var router = driver.GetRunResult().Results[0].GeneratedSources.SingleOrDefault();
        return new GeneratedRouter(router.SourceText?.ToString(), compilation, [.. diagnostics]);
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

    private sealed class RootNamespace(string? value) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions => new Values(value);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Values(string? rootNamespace) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, out string value)
            {
                value = rootNamespace ?? "";
                return key == "build_property.RootNamespace" && rootNamespace is not null;
            }
        }
    }
}

/// <summary>The result of the generator for a snippet.</summary>
/// <param name="Text">The router; null when there is none.</param>
/// <param name="Compilation">The snippet with all generated code.</param>
/// <param name="Diagnostics">The generator's own.</param>
internal sealed record GeneratedRouter(
    string? Text,
    Compilation Compilation,
    IReadOnlyList<Diagnostic> Diagnostics
)
{
    /// <summary>The compiler's warnings and errors.</summary>
    public IEnumerable<Diagnostic> CompilerMessages =>
        Compilation.GetDiagnostics().Where(it => it.Severity >= DiagnosticSeverity.Warning);

    /// <summary>Loads the compiled snippet and creates its router with new instances of its endpoint classes.</summary>
    public RunningRouter Start(string typeName = "Notes.Router")
    {
        using var stream = new MemoryStream();
        var result = Compilation.Emit(stream);
        result.Diagnostics.Where(it => it.Severity == DiagnosticSeverity.Error).Should().BeEmpty();
        stream.Position = 0;

        var assembly = new AssemblyLoadContext(nameof(Snippet), isCollectible: true).LoadFromStream(stream);
        var type = assembly.GetType(typeName, throwOnError: true)!;
        var constructor = type.GetConstructors().Single();
        object router = constructor.Invoke([
            .. constructor.GetParameters().Select(it => Activator.CreateInstance(it.ParameterType)),
        ]);
        return new RunningRouter(
            type.GetMethod("Route")!.CreateDelegate<Func<Request, CancellationToken, Response>>(router),
            (IReadOnlyList<Route>)type.GetProperty("Routes")!.GetValue(null)!
        );
    }
}
