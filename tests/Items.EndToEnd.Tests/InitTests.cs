namespace Items.EndToEnd.Tests;

public sealed class InitTests
{
    [Theory]
    [InlineData("ITEMS_WARM_UP: !Ref WarmUp", "ITEMS_WARM_UP: maybe", "ITEMS_WARM_UP is 'maybe'")]
    [InlineData(
        "ITEMS_SERVER_TIMING: !Ref ServerTiming",
        "ITEMS_SERVER_TIMING: 1",
        "ITEMS_SERVER_TIMING is '1'"
    )]
    public async Task An_invalid_setting_is_logged_by_name_and_is_a_500_for_callers(
        string line,
        string invalid,
        string reason
    )
    {
        await using var api = await HostedApi.StartAsync(
            new HostedApiOptions { TemplateEdits = [(line, invalid)] }
        );

        var response = await api.UncheckedClient.CallAsync("GET", "/");

        response.ShouldBe(500, """{"message": "Internal Server Error"}""");
        await Wait.UntilAsync(
            "the log names the setting",
            () =>
                api.Output.Any(entry =>
                    entry.Contains("\"level\":\"FATAL\"", StringComparison.Ordinal)
                    && entry.Contains(reason, StringComparison.Ordinal)
                )
        );
    }
}
