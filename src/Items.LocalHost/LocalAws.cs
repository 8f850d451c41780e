namespace Items.LocalHost;

/// <summary>Names, ids and credentials of the emulated AWS account.</summary>
internal static class LocalAws
{
    public const string Region = "us-east-1";
    public const string AccountId = "123456789012";
    public const string ApiId = "local";
    public const string UserPoolDomain = "local";
    public const string FunctionUrlId = "local";

    /// <summary>The user of the local credentials.</summary>
    public const string UserId = "AIDACKCEVSQ6C2EXAMPLE";
    public const string UserArn = $"arn:aws:iam::{AccountId}:user/local";

    /// <summary>The sign-in URL that the template resolves to; the local issuer's URL replaces it.</summary>
    public const string LoginUrl = $"https://{UserPoolDomain}.auth.{Region}.amazoncognito.com";

    // DynamoDB-compatible servers accept any credentials; the host's own AWS services and the function URL only these.
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
