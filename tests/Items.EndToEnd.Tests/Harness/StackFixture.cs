namespace Items.EndToEnd.Tests.Harness;

/// <summary>One stack for all tests that leave it as they found it, one after the other.</summary>
public sealed class StackFixture : IAsyncLifetime
{
    internal LocalStack Stack { get; private set; } = null!;

    internal HttpClient Client => Stack.Client;

    public async Task InitializeAsync() => Stack = await LocalStack.StartAsync();

    public async Task DisposeAsync()
    {
        if (Stack is not null)
        {
            await Stack.DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class SharedStackDefinition : ICollectionFixture<StackFixture>
{
    public const string Name = "shared stack";
}
