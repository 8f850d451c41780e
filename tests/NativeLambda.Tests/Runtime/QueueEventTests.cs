using System.Text;
using System.Text.Json;
using NativeLambda.Runtime;
using NativeLambda.Tests.Fixtures;

namespace NativeLambda.Tests.Runtime;

public sealed class QueueEventTests
{
    private const string Attributes =
        """ "attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1783711145766"} """;

    [Fact]
    public void A_message_has_id_unescaped_body_receive_count_and_time()
    {
        var messages = QueueEvent.Read(Fixture.Read("sqs.three-messages.json"));

        messages
            .Select(it => (it.Message.Id, it.Message.ReceiveCount))
            .Should()
            .Equal(
                ("059f36b4-87a3-44ab-83d2-661975830a7d", 1),
                ("2e1424d4-f796-459a-8184-9c92662be6da", 3),
                ("7c1a4c3b-6c5e-4b8e-9d7a-0b6f0c1d2e3f", 2)
            );
        messages.Select(Body).Should().Equal("""{"type":"import","name":"müg ☃"}""", "plain", "third");
        messages[0].Message.SentAt.Should().Be(DateTimeOffset.FromUnixTimeMilliseconds(1783711145766));
    }

    [Fact]
    public void A_batch_without_records_has_no_messages() => Read("""{"Records":[]}""").Should().BeEmpty();

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("null")]
    [InlineData("{\"a\":[1]}")]
    public void A_body_that_is_not_Unicode_text_is_unreadable_and_the_other_messages_are_read(string body)
    {
        var messages = Read($$"""{"Records":[{{Record("a", body)}},{{Record("b", "\"x\"")}}]}""");

        messages.Select(it => (it.Message.Id, it.IsReadable)).Should().Equal(("a", false), ("b", true));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Records":null}""")]
    [InlineData("""{"Records":{}}""")]
    [InlineData("""{"Records":[null]}""")]
    [InlineData("""{"Records":[{}]}""")]
    [InlineData("""{"Records":["x"]}""")]
    [InlineData("""{"Records":[{"messageId":"\ud800","eventSource":"aws:sqs","body":""}]}""")]
    [InlineData("""{"Records":[{"messageId":7,"eventSource":"aws:sqs","body":""}]}""")]
    [InlineData("""{"Records":[{"messageId":"a","body":""}]}""")]
    [InlineData("""{"Records":[{"messageId":"a","eventSource":"aws:sqs","body":"","attributes":null}]}""")]
    [InlineData(
        """{"Records":[{"messageId":"a","eventSource":"aws:sqs","body":"","attributes":{"ApproximateReceiveCount":1}}]}"""
    )]
    [InlineData(
        """{"Records":[{"messageId":"a","eventSource":"aws:sqs","body":"","attributes":{"ApproximateReceiveCount":"1x"}}]}"""
    )]
    [InlineData(
        """{"Records":[{"messageId":"a","eventSource":"aws:sqs","body":"","attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"9223372036854775807"}}]}"""
    )]
    [InlineData("""{"Records":[{"eventSource":"aws:s3","s3":{"bucket":{"name":"b"}}}]}""")]
    [InlineData("""{"Records":[{"messageId":"a",""")]
    public void Another_event_is_a_JsonException(string json)
    {
        var read = () => Read(json);

        read.Should().Throw<JsonException>();
    }

    [Theory]
    [InlineData("\"eventSource\":\"aws:sqs\",", "")]
    [InlineData("\"messageId\":\"a\",", "\"messageId\":\"\",")]
    [InlineData(Attributes, "\"x\":1")]
    public void A_record_that_lacks_what_every_message_has_is_a_JsonException(string part, string replacement)
    {
        string json = $$"""{"Records":[{{Record("a", "\"x\"")}}]}""";
        Read(json).Should().ContainSingle();

        var read = () => Read(json.Replace(part, replacement, StringComparison.Ordinal));

        read.Should().Throw<JsonException>();
    }

    private static string Record(string id, string body) =>
        $$"""{"messageId":"{{id}}","eventSource":"aws:sqs","body":{{body}},{{Attributes}}}""";

    private static List<ReceivedMessage> Read(string json) => QueueEvent.Read(Encoding.UTF8.GetBytes(json));

    private static string Body(ReceivedMessage message) => Encoding.UTF8.GetString(message.Message.Body.Span);
}
