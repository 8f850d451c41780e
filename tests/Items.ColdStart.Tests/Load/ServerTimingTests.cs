using Items.ColdStart.Load;

namespace Items.ColdStart.Tests.Load;

public sealed class ServerTimingTests
{
    [Theory]
    [InlineData("cold, init;dur=6.1, db;dur=3.2, total;dur=5.0", true, 6.1, 5.0)]
    [InlineData("db;dur=3.2,total;dur=5", false, null, 5.0)]
    [InlineData("total;desc=\"all of it\";dur=7", false, null, 7.0)]
    [InlineData("total;dur=7;desc=\"all, or \\\"most\\\"; dur=9, cold\"", false, null, 7.0)]
    [InlineData("total ; DUR = 7 , cold", true, null, 7.0)]
    [InlineData("total;dur=\"7.5\"", false, null, 7.5)]
    [InlineData("total;dur=1e1", false, null, 10.0)]
    [InlineData("cdn-cache;desc=miss, edge;dur=1, total;dur=2", false, null, 2.0)]
    [InlineData(" , ,cold, ", true, null, null)]
    [InlineData("total;dur=1, total;dur=2", false, null, 1.0)]
    [InlineData("total;dur=1;dur=2", false, null, 1.0)]
    [InlineData("cold;desc=\"never closed, total;dur=5", true, null, null)]
    public void Reads_the_metrics_of_the_function(string field, bool isCold, double? init, double? total) =>
        Parse(field).Should().Be(new ServerTiming(isCold, init, total));

    [Theory]
    [InlineData("")]
    [InlineData("total")]
    [InlineData("total;dur")]
    [InlineData("total;dur=")]
    [InlineData("total;dur=fast")]
    [InlineData("total;dur=-1")]
    [InlineData("total;dur=NaN")]
    [InlineData("total;dur=1e999")]
    [InlineData("total;duration=1")]
    [InlineData("Cold, subtotal;dur=3")]
    [InlineData(";dur=1, =, \"")]
    public void Without_the_metrics_there_is_no_result(string field) => Parse(field).Should().BeNull();

    [Fact]
    public void Reads_several_fields_as_one_list()
    {
        Parse().Should().BeNull();
        Parse("cdn;dur=1", "cold", "init;dur=6, total;dur=5")
            .Should()
            .Be(new ServerTiming(IsCold: true, Init: 6, Total: 5));
    }

    private static ServerTiming? Parse(params string[] fields)
    {
        using var response = new HttpResponseMessage();
        response.Headers.Add("Server-Timing", fields);
        return ServerTiming.Read(response.Headers);
    }
}
