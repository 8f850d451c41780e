using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace Items.LocalHost.Migration;

/// <summary>Waits that double, up to ten seconds.</summary>
internal sealed class Backoff(CancellationToken cancellationToken)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private TimeSpan _next = TimeSpan.FromMilliseconds(100);

    /// <summary>Repeats a call for as long as DynamoDB throttles it or another change of the table is in progress.</summary>
    public static async Task<T> RetryAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(cancellationToken);
        while (true)
        {
            try
            {
                return await call();
            }
            catch (AmazonDynamoDBException error) when (IsTransient(error))
            {
                await backoff.WaitAsync();
            }
        }
    }

    public async Task WaitAsync()
    {
        await Task.Delay(_next, cancellationToken);
        _next = _next * 2 < Longest ? _next * 2 : Longest;
    }

    private static bool IsTransient(AmazonDynamoDBException error) =>
        error
            is ProvisionedThroughputExceededException
                or RequestLimitExceededException
                or LimitExceededException
                or ResourceInUseException
        || error.ErrorCode == "ThrottlingException";
}
