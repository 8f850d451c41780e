using Microsoft.Build.Framework;

namespace NativeLambda.Packaging;

/// <summary>MSBuild task: fails when an executable needs a newer C library than the function's machine has.</summary>
public sealed class CheckGlibc : Microsoft.Build.Utilities.Task
{
    [Required]
    public string Executable { get; set; } = "";

    /// <summary>Newest version of glibc that the executable may need, for example <c>2.34</c>.</summary>
    [Required]
    public string Maximum { get; set; } = "";

    /// <summary>Publishes the function in a container whose C library is old enough.</summary>
    [Required]
    public string PublishCommand { get; set; } = "";

    public override bool Execute()
    {
        if (!Version.TryParse(Maximum, out var maximum))
        {
            Log.LogError("MaximumGlibc is \"{0}\"; it must be a version, for example 2.34, or any.", Maximum);
            return false;
        }

        try
        {
            var needed = ElfVersionNeeds.Glibc(File.ReadAllBytes(Executable));
            if (needed > maximum)
            {
                Log.LogError(
                    "{0} needs GLIBC_{1} and does not start on AWS Lambda, whose Amazon Linux 2023 has GLIBC_{2}. This "
                        + "system's C library is too new to link with. Publish in a container of Amazon Linux 2023, from the "
                        + "root of the repository: {3}",
                    Executable,
                    needed,
                    maximum,
                    PublishCommand
                );
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Log.LogError("The glibc version that {0} needs cannot be read: {1}", Executable, e.Message);
        }

        return !Log.HasLoggedErrors;
    }
}
