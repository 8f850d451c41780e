using System.Diagnostics;
using System.Runtime.InteropServices;
using Items.LocalHost;

namespace Items.ColdStart.Sandboxes;

/// <summary>
/// A process of a contestant. It is started by posix_spawn, because <see cref="Process"/> needs more time around the
/// exec than a small program for its start. Its output goes to a file.
/// </summary>
internal sealed unsafe partial class BootstrapProcess : IDisposable
{
    private const int SigKill = 9;
    private const int WaitNoHang = 1;

    // <spawn.h>, <fcntl.h>
    private const short SpawnNewGroup = 0x02;
    private const short SpawnSetDefaultSignals = 0x04;
    private const short SpawnSetSignalMask = 0x08;
    private const int OpenReadOnly = 0;
    private const int OpenTruncated = 0x1 | 0x40 | 0x200;

    // glibc needs 80, 336 and 128 bytes.
    private const int OpaqueSize = 512;

    private readonly string _log;
    private bool _hasExited;
    private int _status;

    private BootstrapProcess(int id, long startedAt, string log)
    {
        Id = id;
        StartedAt = startedAt;
        _log = log;
    }

    public int Id { get; }

    /// <summary><see cref="Stopwatch"/> time just before posix_spawn.</summary>
    public long StartedAt { get; }

    /// <summary>Standard output and standard error so far.</summary>
    public string Output => File.Exists(_log) ? File.ReadAllText(_log).Trim() : "";

    public bool HasExited
    {
        get
        {
            Wait(WaitNoHang);
            return _hasExited;
        }
    }

    /// <summary>Exit code or signal, for messages.</summary>
    public string End =>
        (_status & 0x7f) is > 0 and var signal ? $"signal {signal}" : $"exit code {(_status >> 8) & 0xff}";

    /// <param name="environment">All environment variables of the process.</param>
    /// <param name="log">File for its output.</param>
    /// <exception cref="HostError">The program cannot be started.</exception>
    public static BootstrapProcess Start(
        string program,
        IReadOnlyDictionary<string, string> environment,
        string directory,
        string log
    )
    {
        string?[] arguments = [program, null];
        string?[] variables = [.. environment.Select(it => $"{it.Key}={it.Value}"), null];
        byte* actions = stackalloc byte[OpaqueSize];
        byte* attributes = stackalloc byte[OpaqueSize];
        byte* signals = stackalloc byte[OpaqueSize];
        _ = ActionsInit(actions);
        _ = AttributesInit(attributes);
        try
        {
            _ = AddOpen(actions, 0, "/dev/null", OpenReadOnly, 0);
            _ = AddOpen(actions, 1, log, OpenTruncated, 0x1b4);
            _ = AddDuplicate(actions, 1, 2);
            _ = AddDirectory(actions, directory);

            // .NET ignores SIGPIPE, a background job of a shell SIGINT, and ignored signals are inherited.
            _ = FillSet(signals);
            _ = SetDefaultSignals(attributes, signals);
            _ = EmptySet(signals);
            _ = SetSignalMask(attributes, signals);
            _ = SetFlags(attributes, SpawnNewGroup | SpawnSetDefaultSignals | SpawnSetSignalMask);

            int id;
            long startedAt = Stopwatch.GetTimestamp();
            int error = Spawn(&id, program, actions, attributes, arguments, variables);
            return error == 0
                ? new BootstrapProcess(id, startedAt, log)
                : throw new HostError($"cannot start {program}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
        finally
        {
            _ = ActionsDestroy(actions);
            _ = AttributesDestroy(attributes);
        }
    }

    /// <summary>CPU time so far of all threads, including those that have ended.</summary>
    public TimeSpan CpuTime()
    {
        long clock;
        long* time = stackalloc long[2];
        return GetCpuClock(Id, &clock) == 0 && GetTime((int)clock, time) == 0
            ? TimeSpan.FromSeconds(time[0]) + TimeSpan.FromMicroseconds(time[1] / 1000.0)
            : throw new HostError($"the CPU time of process {Id} cannot be read");
    }

    /// <summary>Kills the process and its children, unless it has ended.</summary>
    public void Dispose()
    {
        if (!HasExited)
        {
            _ = Kill(-Id, SigKill);
            Wait(options: 0);
        }
    }

    private void Wait(int options)
    {
        if (!_hasExited)
        {
            int status;
            _hasExited = WaitPid(Id, &status, options) == Id;
            _status = status;
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(
        int* pid,
        string path,
        void* actions,
        void* attributes,
        string?[] arguments,
        string?[] environment
    );

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int ActionsInit(void* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int ActionsDestroy(void* actions);

    [LibraryImport(
        "libc",
        EntryPoint = "posix_spawn_file_actions_addopen",
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static partial int AddOpen(void* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int AddDuplicate(void* actions, int descriptor, int other);

    [LibraryImport(
        "libc",
        EntryPoint = "posix_spawn_file_actions_addchdir_np",
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static partial int AddDirectory(void* actions, string path);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int AttributesDestroy(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaultSignals(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static partial int SetSignalMask(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static partial int FillSet(void* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static partial int EmptySet(void* signals);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitPid(int pid, int* status, int options);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "clock_getcpuclockid")]
    private static partial int GetCpuClock(int pid, long* clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* time);
}
