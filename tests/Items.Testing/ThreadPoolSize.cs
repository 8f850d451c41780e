using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Items.Testing;

internal static class ThreadPoolSize
{
    /// <summary>
    /// The calls of the framework block. Without further threads, those that a test runs on the thread pool delay the
    /// servers of other tests by seconds, because the pool adds a thread only twice a second.
    /// </summary>
    [ModuleInitializer]
    [SuppressMessage(
        "Usage",
        "CA2255",
        Justification = "Each test project needs it, and references this one."
    )]
    public static void Set() => ThreadPool.SetMinThreads(workerThreads: 64, completionPortThreads: 64);
}
