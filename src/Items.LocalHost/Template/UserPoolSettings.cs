namespace Items.LocalHost.Template;

/// <summary>The Cognito user pool of a template, which the local issuer emulates.</summary>
/// <param name="Issuer">The pool's issuer URL on AWS. An authorizer with this issuer uses the local one instead.</param>
internal sealed record UserPoolSettings(string Issuer, IReadOnlyList<UserPoolClientSettings> Clients)
{
    /// <summary>The scopes of resource servers, without those of OpenID Connect.</summary>
    public IEnumerable<string> ApiScopes =>
        Clients.SelectMany(client => client.Scopes).Where(scope => scope.Contains('/')).Distinct();

    /// <returns>Null when the template has no user pool.</returns>
    public static UserPoolSettings? Read(ILookup<string, PropertyReader> byType)
    {
        // The other properties of the pool have no local effect: there is one user without a password.
        if (byType["AWS::Cognito::UserPool"].FirstOrDefault() is not { } pool)
        {
            return null;
        }

        var clients = new Dictionary<string, UserPoolClientSettings>(StringComparer.Ordinal);
        foreach (var resource in byType["AWS::Cognito::UserPoolClient"])
        {
            var client = UserPoolClientSettings.Read(resource);
            if (!clients.TryAdd(client.Id, client))
            {
                throw resource.Error(
                    "Type",
                    "a second client of this kind: the local issuer supports one of each"
                );
            }
        }

        return new UserPoolSettings(
            $"https://cognito-idp.{LocalAws.Region}.amazonaws.com/{LocalAws.UserPoolId(pool.Name)}",
            [.. clients.Values]
        );
    }
}
