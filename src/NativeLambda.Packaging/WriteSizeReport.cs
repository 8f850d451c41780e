using System.Globalization;
using System.Text;
using Microsoft.Build.Framework;

namespace NativeLambda.Packaging;

/// <summary>MSBuild task: writes the sizes of the zip, of the executable, and of its largest parts.</summary>
public sealed class WriteSizeReport : Microsoft.Build.Utilities.Task
{
    private const int Parts = 20;

    [Required]
    public string Executable { get; set; } = "";

    [Required]
    public string Zip { get; set; } = "";

    /// <summary>Written by the native compiler, see <see cref="CompilerStatistics"/>.</summary>
    [Required]
    public string Statistics { get; set; } = "";

    [Required]
    public string Report { get; set; } = "";

    public override bool Execute()
    {
        try
        {
            File.WriteAllText(Report, Text());
        }
        catch (Exception e)
            when (e
                    is IOException
                        or UnauthorizedAccessException
                        or InvalidDataException
                        or BadImageFormatException
            )
        {
            Log.LogError("{0} cannot be written: {1}", Report, e.Message);
        }

        return !Log.HasLoggedErrors;
    }

    private string Text()
    {
        var sizes = CompilerStatistics.Read(Statistics).OrderByDescending(part => part.Value).ToList();
        long executable = new FileInfo(Executable).Length;
        var text = new StringBuilder();
        Add(Path.GetFileName(Zip), new FileInfo(Zip).Length);
        // The assembly of the function has the same name.
        Add($"{Path.GetFileName(Executable)}, executable", executable);
        foreach (var (name, size) in sizes.Take(Parts))
        {
            Add("  " + name, size);
        }

        Add("  other managed code and data", sizes.Skip(Parts).Sum(part => part.Value));
        Add("  native runtime, unwind tables, alignment", executable - sizes.Sum(part => part.Value));
        return text.ToString();

        void Add(string name, long bytes) =>
            text.Append(CultureInfo.InvariantCulture, $"{name, -42}{bytes, 12:N0}\n");
    }
}
