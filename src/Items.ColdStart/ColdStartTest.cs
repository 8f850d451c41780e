using Items.ColdStart.Reporting;
using Items.ColdStart.Tables;
using Items.LocalHost.Processes;

namespace Items.ColdStart;

/// <summary>Builds the contestants, measures their starts and writes the reports.</summary>
internal static class ColdStartTest
{
    public static async Task RunAsync(MeasureOptions options, CancellationToken cancellationToken)
    {
        string folder = options.Output ?? Path.Combine(Repository.Folder, "artifacts/cold-start");
        string path = Path.Combine(Directory.CreateDirectory(folder).FullName, "report");
        var report = await MeasureAsync(options, cancellationToken);
        string markdown = MarkdownReport.Write(report);
        Console.Write(markdown);
        ReportJson.Write($"{path}.json", report, ReportJson.Default.Report);
        await File.WriteAllTextAsync($"{path}.md", markdown, CancellationToken.None);
        await File.WriteAllTextAsync($"{path}.svg", SvgReport.Write(report), CancellationToken.None);
        Console.WriteLine($"\nWritten: {path}.json, .md and .svg");
    }

    /// <exception cref="LocalHost.HostError">A contestant cannot be built or fails.</exception>
    public static async Task<Report> MeasureAsync(MeasureOptions options, CancellationToken cancellationToken)
    {
        // First, because it can fail and the builds take minutes.
        using var certificates = TestCertificates.Create(options.Roots);
        using var launcher = new ProcessLauncher();
        var set = await ContestantSet.BuildAsync(options, launcher, Console.Out, cancellationToken);
        using var folder = new ScratchFolder();
        await using var backend = await Backend.StartAsync(launcher, certificates, cancellationToken);
        using var conditions = Conditions.Prepare(options, set.Contestants, certificates);
        var measurement = new Measurement(backend, certificates, folder.Path, conditions);

        // Not on a thread of the pool, which other work shares.
        var all = await Task.Factory.StartNew(
            () => measurement.Run(set.Contestants, options, ShowProgress, cancellationToken),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        return Report.Of(set, all, conditions.Descriptions, options.Base);

        void ShowProgress(int round)
        {
            if (!Console.IsErrorRedirected)
            {
                Console.Error.Write(
                    $"\rround {round} of {options.Rounds}{(round == options.Rounds ? "\n" : "")}"
                );
            }
        }
    }
}
