using System.Text;
using Items.LocalHost.Requests;

namespace Items.LocalHost.Tests.Requests;

public sealed class TraceSegmentTests
{
    private const string Header = "{\"format\": \"json\", \"version\": 1}\n";

    [Fact]
    public void A_segment_in_progress_has_no_end()
    {
        var segments = Read(Header + """{"trace_id":"1-a","name":"n","start_time":1.5,"in_progress":true}""");

        segments.Should().Equal(new TraceSegment("1-a", "n", null, 1.5, null, null, HasFailed: false));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no JSON")]
    [InlineData(Header)]
    [InlineData(Header + "[]")]
    [InlineData(Header + """{"name":"n","start_time":1}""")]
    [InlineData(Header + """{"trace_id":"1-a","name":7,"start_time":1}""")]
    [InlineData(Header + """{"trace_id":"1-a","name":"n","start_time":"1"}""")]
    [InlineData(Header + """{"trace_id":"1-a","name":"n","start_time":1e999}""")]
    [InlineData(Header + """{"trace_id":"1-a","name":"n","start_time":1,"http":1}""")]
    public void A_malformed_datagram_has_no_segments(string datagram) => Read(datagram).Should().BeEmpty();

    private static IReadOnlyList<TraceSegment> Read(string datagram) =>
        TraceSegment.ReadDatagram(Encoding.UTF8.GetBytes(datagram));
}
