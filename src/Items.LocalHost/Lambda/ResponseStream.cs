using System.IO.Pipelines;

namespace Items.LocalHost.Lambda;

/// <summary>A response that the function streams. Its bytes pass through a small buffer, so neither side gets far ahead.</summary>
/// <param name="hasPrelude">Whether it begins with status and headers, which eight zero bytes end.</param>
internal sealed class ResponseStream(bool hasPrelude)
{
    private readonly Pipe _pipe = new();

    public bool HasPrelude => hasPrelude;

    public PipeReader Reader => _pipe.Reader;

    /// <summary>Null until the end of the stream, and when the response is complete.</summary>
    public FunctionError? Error { get; private set; }

    /// <summary>Copies the response, as far as the function sends it.</summary>
    /// <exception cref="IOException">The connection to the function broke.</exception>
    public Task CopyFromAsync(Stream body) => body.CopyToAsync(_pipe.Writer);

    /// <param name="error">Null when the response is complete.</param>
    public void End(FunctionError? error)
    {
        Error = error;
        _pipe.Writer.Complete();
    }
}
