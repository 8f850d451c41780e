using System.Security.Cryptography;
using System.Text;
using Items.LocalHost.Gateway;
using Items.LocalHost.Template;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Issuer;

/// <summary>Shows the sign-in page, and issues a code for its form.</summary>
/// <param name="bodyTimeout">How long a client may take to send the form.</param>
internal sealed class AuthorizationEndpoint(
    UserPoolSettings pool,
    AuthorizationCodes codes,
    TimeSpan bodyTimeout
)
{
    private readonly byte[] _formKey = RandomNumberGenerator.GetBytes(32);

    public async Task<HttpApiResponse> HandleAsync(HttpContext context) =>
        AuthorizationRequest.Read(context.Request.Query, pool) switch
        {
            AuthorizationRequestResult.Redirect redirect => Redirect(redirect.Location),
            AuthorizationRequestResult.Valid { Request: var request }
                when !HttpMethods.IsPost(context.Request.Method) => Page(
                StatusCodes.Status200OK,
                SignInPage.SignIn(request, FormToken(context.Request))
            ),
            AuthorizationRequestResult.Valid { Request: var request } => await IsFormOfPageAsync(context)
                ? Redirect(request.RedirectUriWith(codes.Issue(request)))
                : Page(
                    StatusCodes.Status403Forbidden,
                    SignInPage.Error("The form was not sent by the sign-in page of this host; sign in again")
                ),
            var result => Page(
                StatusCodes.Status400BadRequest,
                SignInPage.Error(((AuthorizationRequestResult.Invalid)result).Message)
            ),
        };

    private async Task<bool> IsFormOfPageAsync(HttpContext context)
    {
        var form = await OAuthParameters.ReadFormAsync(context, bodyTimeout);
        return !Cors.IsCrossOrigin(context.Request)
            && form?.SingleValue("form_token") == FormToken(context.Request);
    }

    /// <summary>
    /// Only the sign-in page of the same authorization request contains it, and pages on other origins cannot read that
    /// page: they cannot submit the form without the user's click.
    /// </summary>
    private string FormToken(HttpRequest request) =>
        Convert.ToHexString(
            HMACSHA256.HashData(_formKey, Encoding.UTF8.GetBytes(request.QueryString.ToString()))
        );

    // Not 302: after a POST the browser must follow with GET.
    private static HttpApiResponse Redirect(string location) =>
        new(StatusCodes.Status303SeeOther, [KeyValuePair.Create("location", location)], [], default);

    private static HttpApiResponse Page(int status, string html) =>
        new(
            status,
            [
                KeyValuePair.Create("content-type", "text/html; charset=utf-8"),
                // Another page could hide the page in a frame and mislead the user into a click.
                KeyValuePair.Create("x-frame-options", "DENY"),
            ],
            [],
            Encoding.UTF8.GetBytes(html)
        );
}
