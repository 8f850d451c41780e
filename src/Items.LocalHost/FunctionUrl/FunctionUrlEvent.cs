using System.Text.Json.Nodes;
using Items.LocalHost.Gateway;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.FunctionUrl;

/// <summary>Makes the event of a request to the function URL. Its path is encoded, unlike that of an HTTP API.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html</remarks>
internal static class FunctionUrlEvent
{
    private const string Domain = $"{LocalAws.FunctionUrlId}.lambda-url.{LocalAws.Region}.on.aws";

    /// <returns>Null when the target of the request is malformed.</returns>
    public static HttpApiEvent? Create(
        HttpRequest request,
        string id,
        string rawTarget,
        ReadOnlyMemory<byte> body
    ) =>
        RequestTarget.Parse(rawTarget) is { } target
            ? new HttpApiEvent
            {
                RequestId = id,
                RouteKey = "$default",
                Target = target with { Path = rawTarget.Split('?', 2)[0] },
                Stage = "$default",
                Body = body,
                TraceRoot = TraceRoots.Of(request),
                ApiId = LocalAws.FunctionUrlId,
                DomainName = Domain,
                Authorizer = new JsonObject
                {
                    ["iam"] = new JsonObject
                    {
                        ["accessKey"] = LocalAws.AccessKeyId,
                        ["accountId"] = LocalAws.AccountId,
                        ["callerId"] = LocalAws.UserId,
                        ["cognitoIdentity"] = null,
                        ["principalOrgId"] = null,
                        ["userArn"] = LocalAws.UserArn,
                        ["userId"] = LocalAws.UserId,
                    },
                },
            }
            : null;
}
