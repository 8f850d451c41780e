namespace Items.LocalHost.Tests;

/// <summary>A template for the scripted function with a user pool, an authorizer and CORS.</summary>
internal static class ProtectedTemplate
{
    /// <param name="publicPreflight">Whether <c>OPTIONS /{proxy+}</c> is a public route.</param>
    /// <param name="issuer">Null for the user pool.</param>
    public static string Text(bool publicPreflight = true, string? issuer = null) =>
        $$"""
            Parameters:
              Origin: { Type: String, Default: http://page.example }
            Resources:
              Api:
                Type: AWS::Serverless::HttpApi
                Properties:
                  CorsConfiguration:
                    AllowOrigins: [!Ref Origin, http://localhost:8080]
                    AllowMethods: [GET, PUT]
                    AllowHeaders: [authorization, if-match]
                    ExposeHeaders: [ETag, Link]
                    MaxAge: 600
                  Auth:
                    Authorizers:
                      Tokens:
                        IdentitySource: $request.header.Authorization
                        AuthorizationScopes: [items/read, items/write]
                        JwtConfiguration:
                          issuer: {{issuer
                ?? "!Sub https://cognito-idp.${AWS::Region}.amazonaws.com/${Pool}"}}
                          audience: [!Ref Web, !Ref Service]
              Function:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: provided.al2023
                  Handler: bootstrap
                  CodeUri: function/
                  Events:
                    Any:
                      Type: HttpApi
                      Properties: { ApiId: !Ref Api, Path: "/{proxy+}", Method: ANY, Auth: { Authorizer: Tokens } }
                    Unscoped:
                      Type: HttpApi
                      Properties: { ApiId: !Ref Api, Path: /unscoped, Method: GET, Auth: { Authorizer: Tokens, AuthorizationScopes: [] } }
                    Public:
                      Type: HttpApi
                      Properties: { ApiId: !Ref Api, Path: /, Method: GET }
                    Preflight:
                      Type: HttpApi
                      Properties: { ApiId: !Ref Api, Path: {{(
                publicPreflight ? "'/{proxy+}'" : "/elsewhere"
            )}}, Method: OPTIONS }
              Pool: { Type: "AWS::Cognito::UserPool", Properties: {} }
              Web:
                Type: AWS::Cognito::UserPoolClient
                Properties:
                  UserPoolId: !Ref Pool
                  AllowedOAuthFlowsUserPoolClient: true
                  AllowedOAuthFlows: [code]
                  AllowedOAuthScopes: [openid, items/read, items/write]
                  CallbackURLs: ["https://app.example.com/callback"]
              Service:
                Type: AWS::Cognito::UserPoolClient
                Properties:
                  UserPoolId: !Ref Pool
                  GenerateSecret: true
                  AllowedOAuthFlowsUserPoolClient: true
                  AllowedOAuthFlows: [client_credentials]
                  AllowedOAuthScopes: [items/read, items/write]
                  AccessTokenValidity: 20
                  TokenValidityUnits: { AccessToken: minutes }
            """;
}
