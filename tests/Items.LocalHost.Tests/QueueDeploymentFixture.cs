namespace Items.LocalHost.Tests;

/// <summary>A deployment with queues and a function URL.</summary>
public sealed class QueueDeploymentFixture : IAsyncLifetime
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    internal TestDeployment Deployment { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Deployment = await TestDeployment.StartAsync(
            QueueTemplate.Text(),
            options => options with { WebhookSecret = Secret }
        );

    /// <summary>Address of the emulated services of AWS.</summary>
    public async Task<Uri> ServicesAsync()
    {
        string line = await Deployment.Output.WaitForAsync(text => text.StartsWith("          at "));
        return new Uri(line.Trim()["at ".Length..].Split(',')[0]);
    }

    public async Task DisposeAsync() => await Deployment.DisposeAsync();
}
