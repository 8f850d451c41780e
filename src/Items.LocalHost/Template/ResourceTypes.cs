using System.Collections.Frozen;

namespace Items.LocalHost.Template;

/// <summary>The types of resources that a template may contain.</summary>
internal static class ResourceTypes
{
    private static readonly FrozenSet<string> Emulated =
    [
        "AWS::Cognito::UserPool",
        "AWS::Cognito::UserPoolClient",
        "AWS::DynamoDB::Table",
        "AWS::Serverless::Function",
        "AWS::Serverless::HttpApi",
        "AWS::SQS::Queue",
    ];

    private static readonly FrozenSet<string> WithoutLocalEffect =
    [
        // Sandboxes start on demand.
        "AWS::ApplicationAutoScaling::ScalableTarget",
        // Local requests cost nothing.
        "AWS::Budgets::Budget",
        // The host prints what happens, and the developer reads it.
        "AWS::CloudWatch::Alarm",
        "AWS::CloudWatch::Dashboard",
        "AWS::Logs::LogGroup",
        "AWS::SNS::Subscription",
        "AWS::SNS::Topic",
        // The local issuer has its own address, and the scopes of its clients.
        "AWS::Cognito::UserPoolDomain",
        "AWS::Cognito::UserPoolResourceServer",
        // The function and the tables run as the developer.
        "AWS::IAM::Role",
    ];

    /// <returns>The type of the resource.</returns>
    /// <exception cref="HostError">The local host would have to emulate the resource, and does not.</exception>
    public static string Check(PropertyReader resource)
    {
        string type = resource.Required("Type");
        return Emulated.Contains(type) || WithoutLocalEffect.Contains(type)
            ? type
            : throw resource.Error(
                "Type",
                $"the local host does not emulate {type}; ResourceTypes.cs lists the types that have no local effect"
            );
    }
}
