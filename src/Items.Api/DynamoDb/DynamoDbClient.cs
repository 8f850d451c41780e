using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Items.Api.DynamoDb;

internal static class DynamoDbClient
{
    /// <summary>A client that makes each call once and waits as long as it is told: <see cref="Retry"/> does the rest.</summary>
    /// <param name="region">Region that requests are signed for.</param>
    /// <param name="endpoint">Another table server; null for the region's own.</param>
    /// <param name="credentials">Lambda's are in the environment and last as long as the sandbox.</param>
    public static AmazonDynamoDBClient Create(string region, string? endpoint, AWSCredentials credentials)
    {
        var config = new AmazonDynamoDBConfig
        {
            MaxErrorRetry = 0,
            Timeout = Timeout.InfiniteTimeSpan,
            HttpClientFactory = new SharedHttpClient(
                new HttpClient(new ReplaceableConnections()) { Timeout = Timeout.InfiniteTimeSpan }
            ),
        };
        if (endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        else
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region;
        }

        return new OneAttemptClient(credentials, config);
    }

    /// <summary>
    /// Without the SDK's retries. Zero of them in the configuration is not none: after a reset it would still try
    /// again by itself, and the failed condition of the second attempt would hide that the first had been applied.
    /// </summary>
    private sealed class OneAttemptClient(AWSCredentials credentials, AmazonDynamoDBConfig config)
        : AmazonDynamoDBClient(credentials, config)
    {
        protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
        {
            base.CustomizeRuntimePipeline(pipeline);
            pipeline.RemoveHandler<RetryHandler>();
        }
    }

    /// <summary>Hands out one client: the SDK asks anew for every request, and would connect anew for every one.</summary>
    private sealed class SharedHttpClient(HttpClient client) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
