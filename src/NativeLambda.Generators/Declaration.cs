namespace NativeLambda.Generators;

/// <summary>
/// What one route attribute declares, and where, so that checks that need all of them can point there. No
/// endpoint and no problem: the compiler has already complained.
/// </summary>
internal sealed record Declaration(Endpoint? Endpoint, EquatableArray<DiagnosticInfo> Problems)
{
    public LocationInfo? RouteLocation { get; init; }

    public LocationInfo? ResultLocation { get; init; }

    public LocationInfo? BodyLocation { get; init; }
}
