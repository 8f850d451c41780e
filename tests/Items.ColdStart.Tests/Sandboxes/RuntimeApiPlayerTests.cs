using System.Text;
using Items.ColdStart.Sandboxes;
using Items.LocalHost;

namespace Items.ColdStart.Tests.Sandboxes;

public sealed class RuntimeApiPlayerTests
{
    private const string Loop = """
        #!/usr/bin/env node
        const http = require("http");
        const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
        const agent = new http.Agent({ keepAlive: KEEP_ALIVE });
        const call = (method, path, body) => new Promise((resolve, reject) => {
          const request = http.request({ host, port, method, path: "/2018-06-01/runtime/" + path, agent }, (reply) => {
            let text = "";
            reply.on("data", (part) => (text += part));
            reply.on("end", () => resolve({ id: reply.headers["lambda-runtime-aws-request-id"], text }));
          });
          request.on("error", reject);
          // Without a length, written in two parts, it travels in chunks.
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
    public void Every_event_gets_its_answer_on_whichever_connection_it_comes(string keepAlive)
    {
        using var scripted = Scripted.Bootstrap(Loop.Replace("KEEP_ALIVE", keepAlive));
        var answers = new AnswerLog();
        int initialized = 0;

        var sample = RuntimeApiPlayer.Play(
            scripted.Launch(),
            Scripted.AnyOperation,
            calls: 20,
            answers,
            pid => initialized = pid,
            default
        );

        answers
            .All.Select(it => Encoding.UTF8.GetString(it.Span))
            .Should()
            .Equal(
                Enumerable
                    .Range(1, 21)
                    .Select(it => $$"""{"statusCode":200,"body":"{\"calls\":{{it}},\"version\":\"2.0\"}"}""")
            );
        initialized.Should().BePositive();
        Directory.Exists($"/proc/{initialized}").Should().BeFalse("the sandbox is ended and collected");
        sample.Init.Should().BePositive();
        sample.First.Should().BePositive();
        sample.Cold.Should().Be(sample.Init + sample.First);
        sample.Cpu.Should().BePositive();
        sample.PageFaults.Should().BePositive();
        sample.PeakMemory.Should().BePositive();
        sample.Warm99.Should().BeGreaterThanOrEqualTo(sample.WarmMedian);
    }

    [Fact]
    public void A_contestant_that_dies_is_quoted()
    {
        using var scripted = Scripted.Bootstrap("#!/bin/sh\necho no such table >&2\nexit 7\n");

        Play(scripted.Launch()).Should().Throw<HostError>().WithMessage("*exit code 7*no such table*");
    }

    [Fact]
    public void A_contestant_that_does_not_call_is_given_up()
    {
        using var scripted = Scripted.Bootstrap("#!/bin/sh\nexec sleep 100\n");
        var launch = scripted.Launch() with { Patience = TimeSpan.FromMilliseconds(200) };

        Play(launch).Should().Throw<HostError>().WithMessage("*did not call the Runtime API*");
    }

    [Fact]
    public void What_a_contestant_reports_as_its_error_is_shown()
    {
        using var scripted = Scripted.Bootstrap(
            Loop.Replace("KEEP_ALIVE", "true")
                .Replace("/response`, JSON", "/error`, JSON")
                .Replace("statusCode: 200", "errorMessage: 'out of luck'")
        );

        Play(scripted.Launch()).Should().Throw<HostError>().WithMessage("*/error *out of luck*");
    }

    [Fact]
    public void A_program_that_cannot_be_started_is_named()
    {
        using var scripted = new Scripted();

        Play(scripted.Launch())
            .Should()
            .Throw<HostError>()
            .WithMessage("cannot start */bootstrap: No such file*");
    }

    [Fact]
    public void Waiting_ends_when_the_run_is_cancelled()
    {
        using var scripted = Scripted.Bootstrap("#!/bin/sh\nexec sleep 100\n");
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        FluentActions
            .Invoking(() =>
                RuntimeApiPlayer.Play(
                    scripted.Launch(),
                    Scripted.AnyOperation,
                    calls: 1,
                    new AnswerLog(),
                    _ => { },
                    cancellation.Token
                )
            )
            .Should()
            .Throw<OperationCanceledException>();
    }

    private static Action Play(Launch launch) =>
        () =>
            RuntimeApiPlayer.Play(
                launch,
                Scripted.AnyOperation,
                calls: 1,
                new AnswerLog(),
                _ => { },
                default
            );
}
