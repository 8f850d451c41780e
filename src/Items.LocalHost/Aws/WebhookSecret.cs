using System.Security.Cryptography;
using Items.LocalHost.Template;

namespace Items.LocalHost.Aws;

/// <summary>The secrets with which senders sign webhooks. On AWS the operator creates the parameter that has them.</summary>
/// <remarks>https://www.standardwebhooks.com</remarks>
internal static class WebhookSecret
{
    private const string Prefix = "whsec_";

    /// <summary>Environment variable of the function with the name of the parameter.</summary>
    private const string NameVariable = "WEBHOOK_SECRETS_PARAMETER";

    /// <returns>Name of the parameter; null when the function receives no webhooks.</returns>
    public static string? ParameterOf(FunctionSettings function) =>
        function.Environment.GetValueOrDefault(NameVariable);

    public static string Create() => $"{Prefix}{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";

    /// <param name="secrets">One, or several separated by commas or spaces.</param>
    public static bool IsValid(string secrets)
    {
        string[] all = secrets.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        return all.Length > 0
            && all.All(secret =>
                secret.StartsWith(Prefix, StringComparison.Ordinal)
                && secret.Length > Prefix.Length
                && Convert.TryFromBase64String(secret[Prefix.Length..], new byte[secret.Length], out _)
            );
    }
}
