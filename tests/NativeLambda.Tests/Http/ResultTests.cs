using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NativeLambda.Http;
using NativeLambda.Tests.Routing;

namespace NativeLambda.Tests.Http;

public sealed class ResultTests
{
    private static readonly Request Request = new()
    {
        Method = Method.Get,
        Path = default,
        BasePath = "/prod",
    };

    [Fact]
    public void A_value_becomes_a_JSON_response()
    {
        var response = Result.Ok(7).ToResponse(Request, SampleJsonContext.Default.Int32);

        response.Status.Should().Be(200);
        Text(response).Should().Be("7");
        Headers(response).Should().Equal("content-type: application/json", "x-content-type-options: nosniff");
    }

    [Fact]
    public void A_result_of_a_value_type_can_be_an_error_response()
    {
        Result<int> result = Response.NotFound();

        var response = result.ToResponse(Request, SampleJsonContext.Default.Int32);

        response.Status.Should().Be(404);
        Text(response).Should().Be("""{"detail":"Not Found"}""");
    }

    [Fact]
    public void Accepted_work_has_the_location_of_its_state()
    {
        var response = Result.Accepted(7, "/work/7").ToResponse(Request, SampleJsonContext.Default.Int32);

        response.Status.Should().Be(202);
        Headers(response).Should().Contain("location: /prod/work/7");
    }

    [Fact]
    public void A_created_resource_has_its_location_below_the_base_path_its_tag_and_other_headers()
    {
        var response = Result
            .Created(7, "/numbers/7")
            .WithETag("1")
            .With("x-other", "yes")
            .ToResponse(Request, SampleJsonContext.Default.Int32);

        response.Status.Should().Be(201);
        Headers(response)
            .Should()
            .Equal(
                "content-type: application/json",
                "x-content-type-options: nosniff",
                "etag: \"1\"",
                "location: /prod/numbers/7",
                "x-other: yes"
            );
    }

    [Fact]
    public void A_value_is_serialized_once()
    {
        var converter = new CountingConverter();
        var json = JsonMetadataServices.CreateValueInfo<int>(
            new() { TypeInfoResolver = SampleJsonContext.Default },
            converter
        );
        var result = Result.Ok(7);

        byte[] recorded = result.ToJson(json);
        var response = result.ToResponse(Request, json);

        converter.Writes.Should().Be(1);
        Encoding.UTF8.GetString(recorded).Should().Be("7").And.Be(Text(response));
    }

    private static IEnumerable<string> Headers(Response response) =>
        response.Headers.Select(header => $"{header.Key}: {header.Value}");

    private static string Text(Response response) => Encoding.UTF8.GetString(response.Body.Span);

    private sealed class CountingConverter : JsonConverter<int>
    {
        public int Writes { get; private set; }

        public override int Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options)
        {
            Writes++;
            writer.WriteNumberValue(value);
        }
    }
}
