namespace Items.LocalHost;

/// <summary>Of several local hosts, one at a time builds the function.</summary>
internal static class BuildLock
{
    /// <summary>Waits until no other local host builds the function.</summary>
    /// <exception cref="HostError">The file cannot be created.</exception>
    public static async Task<FileStream> AcquireAsync(
        string path,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        for (bool isWaiting = false; ; isWaiting = true)
        {
            if (TryAcquire(path) is { } acquired)
            {
                return acquired;
            }

            if (!isWaiting)
            {
                output.WriteLine("Waiting for another local host to build the function …");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }

    private static FileStream? TryAcquire(string path)
    {
        try
        {
            return FileLock.TryAcquire(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HostError(
                $"the function cannot be built: {error.Message.TrimEnd('.')}; make {Path.GetDirectoryName(path)} writable for your user, "
                    + "or run a published executable with --bootstrap PATH --ephemeral"
            );
        }
    }
}
