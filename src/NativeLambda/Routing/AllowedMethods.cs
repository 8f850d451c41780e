namespace NativeLambda.Routing;

/// <summary>The methods of routes, without <c>HEAD</c> and <c>OPTIONS</c>, which no route declares.</summary>
[Flags]
public enum AllowedMethods
{
    None = 0,
    Get = 1,
    Post = 2,
    Put = 4,
    Patch = 8,
    Delete = 16,
}
