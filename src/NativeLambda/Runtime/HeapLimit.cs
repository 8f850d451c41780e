namespace NativeLambda.Runtime;

/// <summary>
/// The maximum size of the garbage-collected heap. Lambda ends a process that exceeds the function's memory, and .NET does
/// not know this limit; the heap's own limit makes it collect earlier, and then is an exception for one request only.
/// </summary>
internal static class HeapLimit
{
    /// <summary>Of the function's memory, as .NET's default in a container; the rest is for code, stacks and TLS.</summary>
    private const int Percent = 75;

    private const int BytesPerMegabyte = 1024 * 1024;

    /// <summary>Does nothing without <c>AWS_LAMBDA_FUNCTION_MEMORY_SIZE</c>, the function's memory in MB.</summary>
    public static void Set(EnvironmentVariables variables)
    {
        if (ulong.TryParse(variables.Optional("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), out ulong megabytes))
        {
            AppContext.SetData("GCHeapHardLimit", megabytes * BytesPerMegabyte / 100 * Percent);
            GC.RefreshMemoryLimit();
        }
    }
}
