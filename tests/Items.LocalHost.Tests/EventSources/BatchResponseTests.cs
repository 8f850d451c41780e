using System.Text;
using Items.LocalHost.EventSources;

namespace Items.LocalHost.Tests.EventSources;

public sealed class BatchResponseTests
{
    private static readonly HashSet<string> Ids = ["a", "b"];

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"other":1}""")]
    [InlineData("""{"batchItemFailures":null}""")]
    [InlineData("""{"batchItemFailures":[]}""")]
    public void Without_failures_every_message_succeeded(string response) =>
        Read(response).Should().BeEmpty();

    [Fact]
    public void The_messages_of_the_list_failed() =>
        Read("""{"batchItemFailures":[{"itemIdentifier":"b"}]}""").Should().Equal("b");

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("""{"batchItemFailures":{}}""")]
    [InlineData("""{"batchItemFailures":["a"]}""")]
    [InlineData("""{"batchItemFailures":[{"id":"a"}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":1}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":null}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":""}]}""")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"unknown"}]}""")]
    public void After_an_invalid_response_the_whole_batch_failed(string response) =>
        Read(response).Should().BeNull();

    private static IReadOnlySet<string>? Read(string response) =>
        BatchResponse.ReadFailures(Encoding.UTF8.GetBytes(response), Ids);
}
