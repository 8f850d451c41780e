using Items.ColdStart.Reporting;
using Items.ColdStart.Tables;
using Items.LocalHost;
using Items.LocalHost.Processes;
using Items.LocalHost.Template;

namespace Items.ColdStart;

/// <summary>Puts the parts together: builds, tables, measurement, reports.</summary>
internal static class Tool
{
    /// <param name="budget">File to hold the figures against; null for a report.</param>
    public static async Task<int> RunAsync(
        MeasureOptions options,
        string? budget,
        CancellationToken cancellationToken
    )
    {
        string template =
            Tools.FindUpwards("template.yaml", AppContext.BaseDirectory)
            ?? throw new HostError("the tool does not lie in the repository that it was built from");
        var stack = Stack.Load(template);
        using var launcher = new ProcessLauncher();
        var field = await Field.GatherAsync(stack, options, launcher, Console.Out, cancellationToken);
        string baseName = Base(field, options.Base);

        string folder = Path.Combine(stack.Directory, "artifacts", "cold-start");
        Directory.CreateDirectory(folder);
        var temporary = Directory.CreateTempSubdirectory("items-cold-start-");
        using var certificates = TestCertificates.Create();
        try
        {
            await using var backend = await Backend.StartAsync(
                stack,
                launcher,
                certificates,
                cancellationToken
            );
            var measurement = new Measurement(stack, backend, certificates, temporary.FullName);
            var all = await OnOwnThreadAsync(() =>
                measurement.Run(
                    field.Contestants,
                    options,
                    round => Console.Error.Write($"\rround {round} of {options.Rounds}"),
                    cancellationToken
                )
            );
            await Console.Error.WriteLineAsync();
            var report = Report.Of(field, all, Conditions(options), baseName);
            Console.Write(MarkdownReport.Write(report));
            return 0;
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static List<string> Conditions(MeasureOptions options) =>
        [$"{options.Rounds} rounds, contestants in turn, {options.Calls} warm calls each."];

    private static string Base(Field field, string? wanted)
    {
        const string floor = "c";
        return field.Contestants.FirstOrDefault(it => it.Name == (wanted ?? floor))?.Name
            ?? (
                wanted is null
                    ? field.Contestants[0].Name
                    : throw new HostError($"--base {wanted} does not take part")
            );
    }

    /// <summary>The pool's threads have other things to do, and its worker counts change under way.</summary>
    private static Task<T> OnOwnThreadAsync<T>(Func<T> measure)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                result.SetResult(measure());
            }
            catch (Exception error)
            {
                result.SetException(error);
            }
        })
        {
            IsBackground = true,
            Name = "measurement",
        }.Start();
        return result.Task;
    }
}
