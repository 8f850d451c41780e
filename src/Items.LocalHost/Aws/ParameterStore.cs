using System.Text.Json.Nodes;

namespace Items.LocalHost.Aws;

/// <summary>Systems Manager's parameter store, with the one parameter that the operator of a deployed API creates: a SecureString.</summary>
/// <param name="name">Such as <c>/local/webhook-secrets</c>.</param>
internal sealed class ParameterStore(string name, string value) : IAwsService
{
    private readonly DateTimeOffset _createdAt = DateTimeOffset.UtcNow;

    public string TargetPrefix => "AmazonSSM";

    public string SigningName => "ssm";

    public string JsonVersion => "1.1";

    public Task<JsonObject> CallAsync(string operation, AwsInput input, CancellationToken cancellationToken)
    {
        if (operation != "GetParameter")
        {
            throw AwsException.UnknownOperation($"{TargetPrefix}.{operation}");
        }

        if (input.Accept("Name", "WithDecryption").Text("Name") != name)
        {
            throw new AwsException("ParameterNotFound", "");
        }

        return Task.FromResult(
            new JsonObject
            {
                ["Parameter"] = new JsonObject
                {
                    ["ARN"] = LocalAws.Arn("ssm", $"parameter{name}"),
                    ["DataType"] = "text",
                    ["LastModifiedDate"] = _createdAt.ToUnixTimeMilliseconds() / 1000.0,
                    ["Name"] = name,
                    ["Type"] = "SecureString",
                    // AWS returns the encrypted value then, which is of no use either.
                    ["Value"] = input.IsTrue("WithDecryption") ? value : "encrypted",
                    ["Version"] = 1,
                },
            }
        );
    }
}
