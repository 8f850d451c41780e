using System.Text;
using Items.ColdStart.Reporting;
using Items.ColdStart.Sandboxes;
using Items.LocalHost;
using RuntimeApiServer = Items.ColdStart.Sandboxes.RuntimeApiServer;

namespace Items.ColdStart.Tests.Sandboxes;

public sealed class RuntimeApiServerTests
{
    private const string Loop = """
        #!/usr/bin/env node
        const http = require("http");
        const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
        const agent = new http.Agent({ keepAlive: KEEP_ALIVE });
        const call = (method, path, body) => new Promise((resolve, reject) => {
          const request = http.request({ host, port, method, path: "/2018-06-01/runtime/" + path, agent }, (response) => {
            let text = "";
            response.on("data", (part) => (text += part));
            response.on("end", () => resolve({ id: response.headers["lambda-runtime-aws-request-id"], text }));
          });
          request.on("error", reject);
          // A body without a length that is written in two parts is sent in chunks.
          if (body) { request.write(body.slice(0, 5)); request.write(body.slice(5)); }
          request.end();
        });
        (async () => {
          for (let calls = 1; ; calls++) {
            const { id, text } = await call("GET", "invocation/next");
            const body = JSON.stringify({ calls, version: JSON.parse(text).version });
            await call("POST", `invocation/${id}/response`, JSON.stringify({ statusCode: 200, body }));
          }
        })().catch(() => process.exit(1));
        """;

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public void Every_event_gets_its_response_with_and_without_persistent_connections(string keepAlive)
    {
        using var folder = TestFunction.Create(Loop.Replace("KEEP_ALIVE", keepAlive));
        var responses = new ResponseLog();
        int initialized = 0;

        IReadOnlyDictionary<Metric, double> sample;
        using (
            var server = new RuntimeApiServer(folder.Launch(), TestFunction.AnyOperation, responses, default)
        )
        {
            sample = server.Measure(calls: 20, processId => initialized = processId);
        }

        responses
            .All.Select(it => Encoding.UTF8.GetString(it.Span))
            .Should()
            .Equal(
                Enumerable
                    .Range(1, 21)
                    .Select(it => $$"""{"statusCode":200,"body":"{\"calls\":{{it}},\"version\":\"2.0\"}"}""")
            );
        initialized.Should().BePositive();
        Directory.Exists($"/proc/{initialized}").Should().BeFalse("the process has ended");
        sample.Keys.Should().BeEquivalentTo(Metric.Start.Concat(Metric.Steady));
        sample.Values.Should().OnlyContain(value => value > 0);
        sample[Metric.Cold].Should().Be(sample[Metric.Init] + sample[Metric.First]);
        sample[Metric.Warm99].Should().BeGreaterThanOrEqualTo(sample[Metric.WarmMedian]);
    }

    [Fact]
    public void The_output_of_a_contestant_that_ends_is_in_the_error()
    {
        using var folder = TestFunction.Create("#!/bin/sh\necho no such table >&2\nexit 7\n");

        Measuring(folder.Launch()).Should().Throw<HostError>().WithMessage("*exit code 7*no such table*");
    }

    [Fact]
    public void A_contestant_that_sends_no_request_exceeds_its_timeout()
    {
        using var folder = TestFunction.Create("#!/bin/sh\nexec sleep 100\n");
        var launch = folder.Launch() with { Timeout = TimeSpan.FromMilliseconds(200) };

        Measuring(launch).Should().Throw<HostError>().WithMessage("*did not call the Runtime API*");
    }

    [Fact]
    public void An_error_that_a_contestant_reports_is_in_the_error()
    {
        using var folder = TestFunction.Create(
            Loop.Replace("KEEP_ALIVE", "true")
                .Replace("/response`, JSON", "/error`, JSON")
                .Replace("statusCode: 200", "errorMessage: 'out of luck'")
        );

        Measuring(folder.Launch()).Should().Throw<HostError>().WithMessage("*/error *out of luck*");
    }

    [Fact]
    public void A_program_that_cannot_be_started_is_named()
    {
        using var folder = new TemporaryFolder();

        Measuring(folder.Launch())
            .Should()
            .Throw<HostError>()
            .WithMessage("cannot start */bootstrap: No such file*");
    }

    [Fact]
    public void Cancelling_ends_the_wait_for_a_request()
    {
        using var folder = TestFunction.Create("#!/bin/sh\nexec sleep 100\n");
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        Measuring(folder.Launch(), cancellation.Token).Should().Throw<OperationCanceledException>();
    }

    private static Action Measuring(Launch launch, CancellationToken cancellationToken = default) =>
        () =>
        {
            using var server = new RuntimeApiServer(
                launch,
                TestFunction.AnyOperation,
                new ResponseLog(),
                cancellationToken
            );
            server.Measure(calls: 1, _ => { });
        };
}
