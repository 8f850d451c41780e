namespace Items.LocalHost.Template;

/// <summary>The Cognito user pool of a template, as far as the local issuer plays it.</summary>
/// <param name="Issuer">What Cognito's own issuer would be called; an authorizer that trusts it trusts the local one.</param>
internal sealed record UserPool(string Issuer, IReadOnlyList<UserPoolClientSettings> Clients)
{
    /// <summary>Scopes of the resource server, without those of OpenID Connect.</summary>
    public IEnumerable<string> ApiScopes =>
        Clients.SelectMany(client => client.Scopes).Where(scope => scope.Contains('/')).Distinct();

    /// <returns>Null when the template has no user pool.</returns>
    public static UserPool? Read(ILookup<string, Section> byType)
    {
        // Of the pool itself only its clients matter here: there is one user, who signs in with a click.
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
                    "a second client of its kind: the local issuer plays one of each"
                );
            }
        }

        return new UserPool(
            $"https://cognito-idp.{LocalAws.Region}.amazonaws.com/{LocalAws.UserPoolId(pool.Name)}",
            [.. clients.Values]
        );
    }
}
