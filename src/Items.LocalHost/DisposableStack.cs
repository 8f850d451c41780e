namespace Items.LocalHost;

/// <summary>Disposes of what was added to it, in reverse order.</summary>
internal sealed class DisposableStack : IAsyncDisposable
{
    private readonly Stack<object> _resources = [];

    /// <param name="resource">An <see cref="IDisposable"/>, an <see cref="IAsyncDisposable"/> or null.</param>
    public T Add<T>(T resource)
    {
        if (resource is not null)
        {
            _resources.Push(resource);
        }

        return resource;
    }

    public async ValueTask DisposeAsync()
    {
        while (_resources.TryPop(out object? resource))
        {
            if (resource is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else
            {
                ((IDisposable)resource).Dispose();
            }
        }
    }
}
