using System.Text.Encodings.Web;

namespace Items.LocalHost.Issuer;

/// <summary>What a developer sees in the place of Cognito's sign-in page.</summary>
internal static class SignInPage
{
    /// <param name="request">The page posts to its own address, which holds the whole request.</param>
    public static string For(AuthorizationRequest request) =>
        Page(
            "Sign in",
            $"""
            <p>{Text(request.Client.Id)} asks for {Text(string.Join(", ", request.Scopes))}
            and will get the answer at {Text(request.RedirectUri)}.</p>
            <form method="post"><button id="sign-in" autofocus>Sign in as {TokenMint.UserName}</button></form>
            """
        );

    public static string Refusal(string reason) =>
        Page("This request cannot be served", $"<p>{Text(reason)}.</p>");

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
