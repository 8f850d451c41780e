using System.Text.Encodings.Web;

namespace Items.LocalHost.Issuer;

/// <summary>The sign-in page that replaces Cognito's.</summary>
internal static class SignInPage
{
    /// <param name="request">The page posts to its own URL, which contains the whole request.</param>
    /// <param name="formToken">Proves that the form comes from this page.</param>
    public static string SignIn(AuthorizationRequest request, string formToken) =>
        Page(
            "Sign in",
            $"""
            <p>{Text(request.Client.Id)} requests the scopes {Text(string.Join(", ", request.Scopes))}.
            After signing in, the browser returns to {Text(request.RedirectUri)}.</p>
            <form method="post"><input type="hidden" name="form_token" value="{formToken}"><button id="sign-in" autofocus>Sign in as {TokenFactory.UserName}</button></form>
            """
        );

    public static string Error(string message) => Page("Invalid request", $"<p>{Text(message)}.</p>");

    private static string Page(string title, string content) =>
        $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <link rel="icon" href="data:,">
            <title>{{title}} · local issuer</title>
            <style>
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 30rem; margin: 15vh auto; padding: 0 1rem }
            button { font: inherit; padding: .5rem 1rem }
            </style>
            </head>
            <body>
            <h1>{{title}}</h1>
            {{content}}
            </body>
            </html>
            """;

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
