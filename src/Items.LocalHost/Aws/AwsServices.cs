using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Items.LocalHost.Gateway;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Aws;

/// <summary>An emulated service of AWS with a JSON protocol.</summary>
internal interface IAwsService
{
    /// <summary>First part of the header <c>x-amz-target</c>, such as <c>AmazonSQS</c>.</summary>
    string TargetPrefix { get; }

    /// <summary>Name in signatures.</summary>
    string SigningName { get; }

    /// <summary>Version of the JSON protocol: 1.0 or 1.1.</summary>
    string JsonVersion { get; }

    /// <param name="operation">Such as <c>SendMessage</c>.</param>
    /// <exception cref="AwsException">The service rejects the call.</exception>
    Task<JsonObject> CallAsync(string operation, AwsInput input, CancellationToken cancellationToken);
}

/// <summary>The services of AWS that the function calls, on one port: each call has the name of its service.</summary>
internal sealed class AwsServices(
    IReadOnlyList<IAwsService> services,
    TimeSpan bodyTimeout,
    TimeProvider clock
)
{
    public async Task HandleAsync(HttpContext context)
    {
        string[] target = context.Request.Headers["x-amz-target"].ToString().Split('.', 2);
        if (services.FirstOrDefault(service => service.TargetPrefix == target[0]) is not { } service)
        {
            await WriteErrorAsync(context, "1.0", AwsException.UnknownOperation(string.Join('.', target)));
            return;
        }

        try
        {
            var input = await ReadAsync(context, service);
            var output = await service.CallAsync(
                target.ElementAtOrDefault(1) ?? "",
                input,
                context.RequestAborted
            );
            await WriteAsync(context, service.JsonVersion, StatusCodes.Status200OK, output);
        }
        catch (AwsException error)
        {
            await WriteErrorAsync(context, service.JsonVersion, error);
        }
    }

    private async Task<AwsInput> ReadAsync(HttpContext context, IAwsService service)
    {
        var body =
            await RequestLimits.ReadBodyAsync(context, bodyTimeout)
            ?? throw new AwsException("RequestEntityTooLarge", "The request is too large");
        if (
            RequestSignature.FindError(context.Request, body, service.SigningName, clock.GetUtcNow()) is
            { } error
        )
        {
            throw new AwsException("InvalidSignatureException", error)
            {
                Status = StatusCodes.Status403Forbidden,
            };
        }

        string contentType = $"application/x-amz-json-{service.JsonVersion}";
        if (context.Request.ContentType != contentType)
        {
            throw new AwsException("SerializationException", $"The content type must be {contentType}");
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return new AwsInput(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            throw new AwsException("SerializationException", "The body is not JSON");
        }
    }

    private static Task WriteErrorAsync(HttpContext context, string jsonVersion, AwsException error)
    {
        if (error.QueryCode is { } code)
        {
            context.Response.Headers["x-amzn-query-error"] = $"{code};Sender";
        }

        var json = new JsonObject { ["__type"] = error.Type, ["message"] = error.Message };
        return WriteAsync(context, jsonVersion, error.Status, json);
    }

    private static async Task WriteAsync(HttpContext context, string jsonVersion, int status, JsonObject json)
    {
        byte[] body = Encoding.UTF8.GetBytes(json.ToJsonString());
        context.Response.StatusCode = status;
        context.Response.ContentType = $"application/x-amz-json-{jsonVersion}";
        context.Response.ContentLength = body.Length;
        context.Response.Headers["x-amzn-requestid"] = Guid.NewGuid().ToString();
        await context.Response.Body.WriteAsync(body);
    }
}

/// <summary>A call that an emulated service rejects.</summary>
/// <param name="type">Name of the error, with its namespace if it has one.</param>
internal sealed class AwsException(string type, string message) : Exception(message)
{
    public string Type => type;

    public int Status { get; init; } = StatusCodes.Status400BadRequest;

    /// <summary>The error's name in SQS's older protocol, by which SDKs still identify it; null for the name itself.</summary>
    public string? QueryCode { get; init; }

    public static AwsException UnknownOperation(string target) =>
        new("UnknownOperationException", $"The local host does not emulate the operation {target}");
}
