namespace NativeLambda.Http;

/// <summary>HTTP methods; <see cref="Other"/> is any that no route can have.</summary>
public enum Method
{
    Other,
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
    Options,
}
