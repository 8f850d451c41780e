namespace NativeLambda.Telemetry;

/// <summary>What all log lines of a process have in common.</summary>
/// <param name="Service">Name of the product.</param>
/// <param name="Name">Name of the deployed function.</param>
/// <param name="Version">Its version, which distinguishes the two sides of a canary deployment.</param>
public sealed record FunctionIdentity(string Service, string Name, string Version);
