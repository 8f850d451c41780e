using Items.ColdStart.Budgets;
using Items.ColdStart.Load;
using Items.ColdStart.Reporting;
using Items.ColdStart.Tables;
using Items.LocalHost;
using Items.LocalHost.Processes;
using Items.LocalHost.Template;

namespace Items.ColdStart;

/// <summary>Puts the parts together: builds, tables, measurement, reports.</summary>
internal static class Tool
{
    public static async Task<int> RunAsync(MeasureOptions options, CancellationToken cancellationToken)
    {
        var stack = SamTemplate.Load(OurFunction.Template);
        string output = CreateFolder(options.Output ?? Path.Combine(stack.Directory, "artifacts/cold-start"));
        var report = await MeasureAsync(stack, options, cancellationToken);
        Console.Write(MarkdownReport.Write(report));
        WriteFiles(report, output);
        return 0;
    }

    /// <summary>Measures our function and the C floor briefly and holds the figures against a budget.</summary>
    public static async Task<int> CheckBudgetAsync(
        string path,
        string? given,
        CancellationToken cancellationToken
    )
    {
        const string floor = Report.Floor;
        var budget = Budget.Read(path);
        var stack = SamTemplate.Load(OurFunction.Template);
        var function = await OurFunction.FindAsync(given, Console.Out, cancellationToken);
        var options = new MeasureOptions
        {
            Rounds = budget.Rounds,
            Transports = [Transport.Tls],
            Functions = [$"{function.Name}={function.Folder}"],
            Contestants = [floor],
        };
        var report = await MeasureAsync(stack, options, cancellationToken);
        var get = await AllocationMeter.MeasureAsync(function.Bootstrap, "get", cancellationToken);
        return BudgetCheck.Report(
            BudgetCheck.Compare(budget, Figures.Of(report, get)),
            path,
            report.Absent.FirstOrDefault(it => it.Name == floor)?.Reason,
            Console.Out,
            Console.Error
        )
            ? 0
            : 1;
    }

    private static async Task<Report> MeasureAsync(
        SamTemplate stack,
        MeasureOptions options,
        CancellationToken cancellationToken
    )
    {
        // Before the builds, which take minutes: the roots may be wrong.
        using var certificates = TestCertificates.Create(options.Roots);
        using var launcher = new ProcessLauncher();
        var field = await Field.GatherAsync(stack, options, launcher, Console.Out, cancellationToken);
        using var folder = new ScratchFolder();
        await using var backend = await Backend.StartAsync(stack, launcher, certificates, cancellationToken);
        using var conditions = Conditions.Prepare(options, field.Contestants, certificates);
        var measurement = new Measurement(stack, backend, certificates, folder.Path, conditions);
        var all = await OnOwnThreadAsync(() =>
            measurement.Run(
                field.Contestants,
                options,
                round => ShowProgress(round, options.Rounds),
                cancellationToken
            )
        );
        return Report.Of(field, all, conditions.Sentences, options.Base);
    }

    private static string CreateFolder(string path)
    {
        try
        {
            return Directory.CreateDirectory(path).FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HostError($"the reports cannot be written to {path}: {error.Message}");
        }
    }

    private static void WriteFiles(Report report, string folder)
    {
        string path = Path.Combine(folder, "report");
        ReportFile.Write($"{path}.json", report, ReportJson.Default.Report);
        File.WriteAllText($"{path}.md", MarkdownReport.Write(report));
        File.WriteAllText($"{path}.svg", SvgReport.Write(report));
        Console.WriteLine($"\nWritten: {path}.json, .md and .svg");
    }

    private static void ShowProgress(int round, int rounds)
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write($"\rround {round} of {rounds}{(round == rounds ? "\n" : "")}");
        }
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
