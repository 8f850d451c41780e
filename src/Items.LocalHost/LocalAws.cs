namespace Items.LocalHost;

/// <summary>The AWS account that the local host pretends to be.</summary>
internal static class LocalAws
{
    public const string Region = "us-east-1";
    public const string AccountId = "123456789012";
    public const string ApiId = "local";
    public const string UserPoolDomain = "local";

    /// <summary>Where the template thinks that users sign in; the local issuer takes its place.</summary>
    public const string LoginUrl = $"https://{UserPoolDomain}.auth.{Region}.amazoncognito.com";

    // DynamoDB-compatible servers take any credentials, but the SDK refuses to sign without some.
    public const string AccessKeyId = "AKIAIOSFODNN7EXAMPLE";
    public const string SecretAccessKey = "local";
    public const string SessionToken = "local";

    public static string Arn(string service, string resource) =>
        $"arn:aws:{service}:{Region}:{AccountId}:{resource}";

    public static string UserPoolId(string logicalId) => $"{Region}_{logicalId}";

    public static string? PseudoParameter(string name) =>
        name switch
        {
            "AWS::Region" => Region,
            "AWS::AccountId" => AccountId,
            "AWS::Partition" => "aws",
            "AWS::StackName" => "local",
            "AWS::URLSuffix" => "amazonaws.com",
            _ => null,
        };
}
