using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>
/// The npm package cognito-local, an implementation of Cognito that is not ours, with one pool, user and client.
/// </summary>
internal sealed partial class CognitoLocal : IAsyncDisposable
{
    private const string User = "ada@example.com";
    private const string Password = "correct horse battery staple";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private LoopbackSite _discovery = null!;
    private ChildProcess _process = null!;
    private string _poolId = "";

    private CognitoLocal() { }

    public string Issuer => $"{_discovery.Address}/{_poolId}";

    public string Client { get; private set; } = "";

    public string UserAccessToken { get; private set; } = "";

    public string UserIdToken { get; private set; } = "";

    public static async Task<CognitoLocal> StartAsync()
    {
        var cognito = new CognitoLocal();
        try
        {
            await cognito.LaunchAsync();
            await cognito.SignInAsync();
            return cognito;
        }
        catch
        {
            await cognito.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        await _discovery.DisposeAsync();
        _folder.Dispose();
    }

    private async Task LaunchAsync()
    {
        _discovery = await LoopbackSite.StartAsync(AnswerDiscoveryAsync);
        Directory.CreateDirectory(_folder.File(".cognito"));
        await File.WriteAllTextAsync(
            _folder.File(".cognito/config.json"),
            new JsonObject
            {
                ["TokenConfig"] = new JsonObject { ["IssuerDomain"] = _discovery.Address },
                ["ServerConfig"] = new JsonObject { ["hostname"] = "127.0.0.1", ["port"] = 0 },
            }.ToJsonString()
        );
        _process = new ChildProcess(
            "env",
            $"--chdir={_folder.File("")}",
            "node",
            Repository.Path("node_modules/cognito-local/lib/bin/start.js")
        );
        await Eventually.IsAsync(
            "cognito-local listens",
            () => _process.HasExited || Address() is not null,
            TimeSpan.FromSeconds(30)
        );
        _client.BaseAddress =
            Address() ?? throw new InvalidOperationException(string.Join('\n', _process.Output));
    }

    private async Task SignInAsync()
    {
        var pool = await CallAsync("CreateUserPool", new JsonObject { ["PoolName"] = "tests" });
        _poolId = (string)pool["UserPool"]!["Id"]!;
        var client = await CallAsync(
            "CreateUserPoolClient",
            new JsonObject
            {
                ["UserPoolId"] = _poolId,
                ["ClientName"] = "tests",
                ["ExplicitAuthFlows"] = new JsonArray("ALLOW_USER_PASSWORD_AUTH"),
            }
        );
        Client = (string)client["UserPoolClient"]!["ClientId"]!;
        await CallAsync(
            "AdminCreateUser",
            new JsonObject
            {
                ["UserPoolId"] = _poolId,
                ["Username"] = User,
                ["MessageAction"] = "SUPPRESS",
                ["UserAttributes"] = new JsonArray(new JsonObject { ["Name"] = "email", ["Value"] = User }),
            }
        );
        await CallAsync(
            "AdminSetUserPassword",
            new JsonObject
            {
                ["UserPoolId"] = _poolId,
                ["Username"] = User,
                ["Password"] = Password,
                ["Permanent"] = true,
            }
        );
        var session = await CallAsync(
            "InitiateAuth",
            new JsonObject
            {
                ["ClientId"] = Client,
                ["AuthFlow"] = "USER_PASSWORD_AUTH",
                ["AuthParameters"] = new JsonObject { ["USERNAME"] = User, ["PASSWORD"] = Password },
            }
        );
        UserAccessToken = (string)session["AuthenticationResult"]!["AccessToken"]!;
        UserIdToken = (string)session["AuthenticationResult"]!["IdToken"]!;
    }

    private async Task<JsonNode> CallAsync(string action, JsonObject input)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new StringContent(input.ToJsonString(), Encoding.UTF8),
        };
        request.Content.Headers.ContentType = new("application/x-amz-json-1.1");
        request.Headers.Add("x-amz-target", $"AWSCognitoIdentityProviderService.{action}");
        using var response = await _client.SendAsync(request);
        string json = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(json)!
            : throw new InvalidOperationException($"{action}: {json}");
    }

    /// <summary>cognito-local's own document names a fixed port; its keys are where it really listens.</summary>
    private Task AnswerDiscoveryAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(
            new JsonObject
            {
                ["issuer"] = Issuer,
                ["jwks_uri"] = new Uri(_client.BaseAddress!, $"/{_poolId}/.well-known/jwks.json").ToString(),
            }.ToJsonString()
        );
    }

    private Uri? Address() =>
        _process.Output.Select(line => RunningLine().Match(line)).FirstOrDefault(match => match.Success)
            is { } found
            ? new Uri(found.Groups["url"].Value)
            : null;

    [GeneratedRegex(
        @"running on (?<url>http://127\.0\.0\.1:\d+)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex RunningLine();
}
