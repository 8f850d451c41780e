namespace Items.Client;

/// <summary>Access keys of AWS.</summary>
/// <param name="SessionToken">For temporary keys; null for others.</param>
public sealed record AwsCredentials(string AccessKeyId, string SecretAccessKey, string? SessionToken = null);
