namespace Items.Api.Http;

/// <summary>The methods that routes can answer; anything else is <see cref="Other"/>, which no route has.</summary>
internal enum Method
{
    Other,
    Get,
    Head,
    Post,
    Put,
    Delete,
    Options,
}
