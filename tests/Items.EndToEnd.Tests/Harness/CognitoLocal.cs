using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Items.EndToEnd.Tests.Harness;

/// <summary>
/// The npm package cognito-local, an independent implementation of Cognito, with one user pool, user and client.
/// </summary>
internal sealed partial class CognitoLocal : IAsyncDisposable
{
    private const string User = "ada@example.com";
    private const string Password = "correct horse battery staple";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();
    private HttpServer _discovery = null!;
    private TestProcess _process = null!;
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
        _discovery = await HttpServer.StartAsync((_, context) => RespondWithDiscoveryAsync(context));
        _folder.Write(
            ".cognito/config.json",
            new JsonObject
            {
                ["TokenConfig"] = new JsonObject { ["IssuerDomain"] = _discovery.Address },
                ["ServerConfig"] = new JsonObject { ["hostname"] = "127.0.0.1", ["port"] = 0 },
            }.ToJsonString()
        );
        _process = new TestProcess(
            "env",
            $"--chdir={_folder.FullPath}",
            "node",
            Repository.PathTo("node_modules/cognito-local/lib/bin/start.js")
        );
        string line = await _process.Output.WaitForAsync(
            line => ListeningLine().IsMatch(line),
            TimeSpan.FromSeconds(30)
        );
        _client.BaseAddress = new Uri(ListeningLine().Match(line).Groups["url"].Value);
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

    /// <summary>cognito-local's own document has a fixed port instead of the one that it listens on.</summary>
    private Task RespondWithDiscoveryAsync(HttpContext context)
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

    [GeneratedRegex(
        @"running on (?<url>http://127\.0\.0\.1:\d+)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ListeningLine();
}
