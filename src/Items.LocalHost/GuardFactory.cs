using System.Text.Json;
using Items.LocalHost.Gateway;
using Items.LocalHost.Issuer;
using Items.LocalHost.Template;

namespace Items.LocalHost;

/// <summary>Decides whose tokens the gateway takes: the template's issuer, the local one in its place, or another.</summary>
internal sealed class GuardFactory : IDisposable
{
    private readonly Stack _stack;
    private readonly HostOptions _options;
    private readonly SigningKey? _key;
    private readonly List<IDisposable> _owned = [];

    /// <param name="keyFile">Where the local issuer keeps its key; null for one that the host forgets.</param>
    public GuardFactory(Stack stack, HostOptions options, string? keyFile)
    {
        _stack = stack;
        _options = options;
        if (stack.UserPool is not null && options.Issuer is null)
        {
            _key = keyFile is null ? SigningKey.Create() : SigningKey.LoadOrCreate(keyFile);
            _owned.Add(_key);
        }
    }

    public Guard Create(int port)
    {
        var issuer = _key is null ? null : new LocalIssuer(_stack.UserPool!, _key, port, TimeProvider.System);
        return new Guard(
            _stack.Api.Authorizers.ToDictionary(it => it.Name, it => Authorizer(it, issuer)),
            issuer,
            _options.NoAuth ? Developer() : null
        );
    }

    public void Dispose() => _owned.ForEach(it => it.Dispose());

    private JwtAuthorizer Authorizer(JwtSettings settings, LocalIssuer? local)
    {
        if (local is not null && settings.Issuer == _stack.UserPool!.Issuer)
        {
            return new JwtAuthorizer(
                local.Url,
                settings.Audience,
                Keys(_ => Task.FromResult(_key!.PublicKeys)),
                TimeProvider.System
            );
        }

        string issuer = _options.Issuer ?? settings.Issuer;
        var discovery = new OidcDiscovery(issuer);
        _owned.Add(discovery);
        return new JwtAuthorizer(
            issuer,
            _options.Audience is { } audience ? [audience] : settings.Audience,
            Keys(discovery.FetchKeysAsync),
            TimeProvider.System
        );
    }

    private JsonWebKeys Keys(Func<CancellationToken, Task<byte[]>> fetchAsync)
    {
        var keys = new JsonWebKeys(fetchAsync, TimeProvider.System);
        _owned.Add(keys);
        return keys;
    }

    // The function checks scopes of its own accord, so an open gateway alone would open nothing.
    private JwtIdentity Developer()
    {
        string[] scopes =
        [
            .. _stack
                .Function.Routes.SelectMany(route => route.Authorizer?.Scopes ?? [])
                .Concat(_stack.UserPool?.ApiScopes ?? [])
                .Distinct(),
        ];
        using var claims = JsonDocument.Parse(TokenMint.UserClaims("no-auth", scopes).ToJsonString());
        return new JwtIdentity(JwtIdentity.Render(claims.RootElement), scopes);
    }
}
