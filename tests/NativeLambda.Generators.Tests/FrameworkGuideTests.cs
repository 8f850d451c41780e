using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace NativeLambda.Generators.Tests;

/// <summary>The code in docs/framework.md.</summary>
public sealed partial class FrameworkGuideTests
{
    private static readonly string[] Blocks =
    [
        .. CodeBlock()
            .Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "framework.md")))
            .Select(block => block.Groups["code"].Value),
    ];

    /// <summary>Complete files; the last one is the program.</summary>
    private static readonly string[] Files = [.. Blocks.Where(IsFile)];

    private static readonly string[] Fragments = [.. Blocks.Where(block => !IsFile(block))];

    [Fact]
    public void The_files_of_the_example_compile_to_a_program()
    {
        var program = Snippet.CompileProgram(Files);

        var generated = Snippet.Generate(
            program.WithOptions(program.Options.WithOutputKind(OutputKind.ConsoleApplication)),
            "Notes.Api"
        );

        Files.Should().HaveCount(5);
        generated.Diagnostics.Should().BeEmpty();
        generated.CompilerMessages.Should().BeEmpty();
    }

    [Fact]
    public void The_code_of_each_further_section_compiles_in_the_example()
    {
        Fragments.Should().HaveCount(5);
        string sections = $$"""
            using NativeLambda.Aws;
            using NativeLambda.Http;
            using NativeLambda.Queues;
            using NativeLambda.Routing;
            using NativeLambda.Runtime;
            using NativeLambda.Telemetry;
            using static NativeLambda.Http.Response;

            namespace Notes.Api;

            internal sealed record Batch(int Count);

            internal static class StoreExtensions
            {
                public static void WriteAll(this NoteStore store, Stream stream, CancellationToken token) =>
                    throw new NotSupportedException();
            }

            internal sealed class SectionEndpoints(NoteStore store)
            {
                {{Fragment("CreateMany")}} => throw new NotSupportedException();

                {{Fragment("Export")}}
            }

            internal sealed class Worker
            {
                {{Fragment("MessageResult Process")}} => throw new NotSupportedException();
            }

            internal static class Queue
            {
                public static LambdaFunction Function(HttpFunction http, Worker worker, FunctionTelemetry telemetry)
                {
                    {{Fragment("QueueFunction")}}
                }

                public static SqsClient Client(EnvironmentVariables variables, FunctionTelemetry telemetry, string region)
                {
                    {{Fragment("SqsClient")}}
                    return sqs;
                }
            }
            """;
        const string NoteCreate = "[JsonSerializable(typeof(NoteCreate))]";
        var files = Files[..^1]
            .Select(file => file.Replace(NoteCreate, $"{NoteCreate}[JsonSerializable(typeof(Batch))]"))
            .Append(sections);

        var generated = Snippet.Generate(Snippet.CompileProgram(files), "Notes.Api");

        generated.Diagnostics.Should().BeEmpty();
        generated.CompilerMessages.Should().BeEmpty();
        generated.Text.Should().Contain("SectionEndpoints");
    }

    private static string Fragment(string text) =>
        Fragments.Single(fragment => fragment.Contains(text, StringComparison.Ordinal));

    private static bool IsFile(string block) => block.StartsWith("using ", StringComparison.Ordinal);

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex CodeBlock();
}
