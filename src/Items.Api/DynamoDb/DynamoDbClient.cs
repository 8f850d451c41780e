using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace Items.Api.DynamoDb;

internal static class DynamoDbClient
{
    /// <summary>DynamoDB answers in milliseconds: after this long a connection is dead, not slow.</summary>
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// A client whose failures stay far below the function's timeout: the SDK's defaults for DynamoDB retry for
    /// more than a minute.
    /// </summary>
    /// <param name="region">Region that requests are signed for.</param>
    /// <param name="endpoint">Another table server; null for the region's own.</param>
    /// <param name="credentials">Lambda's are in the environment and last as long as the sandbox.</param>
    public static AmazonDynamoDBClient Create(string region, string? endpoint, AWSCredentials credentials)
    {
        var config = new AmazonDynamoDBConfig
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = 2,
            Timeout = AttemptTimeout,
            HttpClientFactory = new SharedHttpClient(
                new HttpClient(new ReplaceableConnections()) { Timeout = AttemptTimeout }
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

        return new AmazonDynamoDBClient(credentials, config);
    }

    /// <summary>Hands out one client: the SDK asks anew for every request, and would connect anew for every one.</summary>
    private sealed class SharedHttpClient(HttpClient client) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
