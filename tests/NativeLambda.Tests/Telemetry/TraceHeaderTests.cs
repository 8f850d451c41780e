using NativeLambda.Telemetry;

namespace NativeLambda.Tests.Telemetry;

public sealed class TraceHeaderTests
{
    [Theory]
    [InlineData("Root=1-6a51;Parent=53995c3f42cd8ad8;Sampled=1", "1-6a51", true)]
    [InlineData("Root=1-6a51;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a:0|b:0", "1-6a51", true)]
    [InlineData("Sampled=1; Parent=53995c3f42cd8ad8; Root=1-6a51", "1-6a51", true)]
    [InlineData("Root=1-6a51;Parent=53995c3f42cd8ad8;Sampled=0", "1-6a51", false)]
    [InlineData("Root=1-6a51;Parent=53995c3f42cd8ad8", "1-6a51", false)]
    [InlineData("Root=1-6a51;Sampled=1", "1-6a51", false)]
    [InlineData("Parent=53995c3f42cd8ad8;Sampled=1", null, false)]
    [InlineData("Self=1-1;Sampled=10", null, false)]
    [InlineData("", null, false)]
    [InlineData(null, null, false)]
    public void The_parts_are_found_in_any_order(string? text, string? root, bool isSampled)
    {
        var header = new TraceHeader(text);

        header.Root.Should().Be(root);
        header.IsSampled.Should().Be(isSampled);
        header.Parent.Should().Be(isSampled ? "53995c3f42cd8ad8" : header.Parent);
    }
}
