using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Items.LocalHost.Tests.Queues;

/// <summary>The local host as a process, with a queue from which the scripted function receives messages.</summary>
public sealed class QueueHostTests : IDisposable
{
    private readonly TestTemplate _template = new(
        QueueTemplate.Text(timeout: 5, visibilityTimeout: 5, maximumReceives: 1)
    );

    private string Data => Path.Combine(_template.Folder, "data", "items.db");

    public void Dispose() => _template.Dispose();

    [Fact]
    public async Task A_message_is_processed_and_its_batch_is_one_line()
    {
        await using var host = ScriptedHost.Start(_template, "--ephemeral");
        var queue = await ConnectAsync(host);

        await queue.SendAsync("one", "two");

        await host.StandardOutput.WaitForAsync(line =>
            line.Contains(" 200 ") && line.Contains(" SQS     Work, 2 messages cold")
        );
        (await StateAsync(host, "Work")).Should().Be((0, 0));
        string[] lines = [.. host.StandardOutput.All.Where(line => line.Contains(" SQS "))];
        lines.Should().ContainSingle();
    }

    [Fact]
    public async Task Dead_letters_are_redriven_by_the_command()
    {
        await using var host = ScriptedHost.Start(_template, "--ephemeral");
        var url = await host.ListeningAsync();
        var queue = await ConnectAsync(host);
        await queue.SendAsync("fail", "done");
        await WaitForStateAsync(host, "Dead", (1, 0));

        await using var redrive = LocalHostProgram.Start("redrive", "--port", $"{url.Port}");

        (await redrive.ExitCodeAsync()).Should().Be(0);
        redrive.Output.All.Should().Equal("Moved 1 message from Dead to Work");
        await host.StandardOutput.WaitForAsync(_ => Received(host).Count == 3);
        ((string?)Received(host)[2]["body"]).Should().Be("fail");
        ((string?)Received(host)[2]["attributes"]!["ApproximateReceiveCount"]).Should().Be("1");
    }

    [Fact]
    public async Task Redrive_without_a_running_host_is_one_error_line()
    {
        await using var redrive = LocalHostProgram.Start("redrive", "--port", "1");

        (await redrive.ExitCodeAsync()).Should().Be(1);
        redrive
            .StandardError.All.Should()
            .ContainSingle()
            .Which.Should()
            .StartWith("error: no local host responds on port 1: ");
    }

    [Fact]
    public async Task Redrive_with_another_server_on_the_port_is_one_error_line()
    {
        await using var other = await HttpServer.StartAsync(
            (_, context) => context.Response.WriteAsync("<html>Welcome</html>")
        );
        await using var redrive = LocalHostProgram.Start("redrive", "--port", $"{other.Port}");

        (await redrive.ExitCodeAsync()).Should().Be(1);
        redrive
            .StandardError.All.Should()
            .ContainSingle()
            .Which.Should()
            .StartWith($"error: no local host responds on port {other.Port}: ");
    }

    [Fact]
    public async Task After_the_host_is_killed_no_acknowledged_message_is_lost()
    {
        using var blocked = new TestTemplate(
            QueueTemplate.Text(mapping: ", FunctionResponseTypes: [ReportBatchItemFailures], Enabled: false")
        );
        string[] sent = [.. Enumerable.Range(0, 50).Select(number => $"message {number}")];
        await using (var first = ScriptedHost.Start(blocked, "--data", Data))
        {
            var queue = await ConnectAsync(first);
            foreach (string[] batch in sent.Chunk(10))
            {
                await queue.SendAsync(batch);
            }

            first.Send(Signal.Kill);
            await first.ExitCodeAsync();
        }

        await using var second = ScriptedHost.Start(_template, "--data", Data);
        await second.StandardOutput.WaitForAsync(_ => Received(second).Count == sent.Length);

        Received(second).Select(record => (string?)record["body"]).Should().BeEquivalentTo(sent);
    }

    [Fact]
    public async Task After_an_interrupt_the_batch_in_process_finishes_and_no_process_remains()
    {
        using var template = new TestTemplate(QueueTemplate.Text());
        string file = Path.Combine(template.Folder, "release");
        await using var host = ScriptedHost.Start(template, "--data", Data);
        var queue = await ConnectAsync(host);
        await queue.SendAsync($"wait {file}");
        await host.StandardOutput.WaitForAsync(_ => Received(host).Count == 1);
        var children = LinuxProcess.Children(host.Id);

        host.Send(Signal.Interrupt);
        await host.StandardOutput.WaitForAsync(line => line.StartsWith("Stopping"));
        await File.WriteAllTextAsync(file, "");

        (await host.ExitCodeAsync()).Should().Be(0);
        host.StandardError.All.Should().BeEmpty();
        children.Should().NotBeEmpty().And.NotContain(id => LinuxProcess.IsRunning(id));
        (await File.ReadAllTextAsync($"{Data}.queues")).Should().Contain("\"deleted\"");
    }

    [Fact]
    public async Task After_two_interrupts_the_message_in_process_comes_again_at_the_next_start()
    {
        using var template = new TestTemplate(QueueTemplate.Text());
        string file = Path.Combine(template.Folder, "release");
        await using (var first = ScriptedHost.Start(template, "--data", Data))
        {
            var queue = await ConnectAsync(first);
            await queue.SendAsync($"wait {file}");
            await first.StandardOutput.WaitForAsync(_ => Received(first).Count == 1);
            first.Send(Signal.Interrupt);
            await first.StandardOutput.WaitForAsync(line => line.StartsWith("Stopping"));
            first.Send(Signal.Interrupt);
            (await first.ExitCodeAsync()).Should().Be(130);
        }

        await File.WriteAllTextAsync(file, "");
        await using var second = ScriptedHost.Start(template, "--data", Data);
        await second.StandardOutput.WaitForAsync(_ => Received(second).Count == 1);

        ((string?)Received(second)[0]["attributes"]!["ApproximateReceiveCount"]).Should().Be("2");
    }

    [Fact]
    public async Task Only_the_hosts_own_page_can_redrive()
    {
        await using var deployment = await TestDeployment.StartAsync(QueueTemplate.Text());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_local/queues/Dead/redrive");
        request.Headers.Add("origin", "http://page.example");

        using var response = await deployment.Client.SendAsync(request);
        using var own = await deployment.Client.PostAsync("/_local/queues/Dead/redrive", content: null);
        using var other = await deployment.Client.PostAsync("/_local/queues/Work/redrive", content: null);

        ((int)response.StatusCode).Should().Be(403);
        (await own.Content.ReadAsStringAsync()).Should().Be("""{"moved":0}""");
        ((int)other.StatusCode).Should().Be(404, "it receives no dead letters");
    }

    /// <summary>The messages that the function received, each time.</summary>
    private static IReadOnlyList<JsonNode> Received(TestProcess host) =>
        [
            .. host
                .StandardOutput.All.Where(line => line.StartsWith("batch "))
                .SelectMany(line => JsonNode.Parse(line["batch ".Length..])!.AsArray())
                .Select(record => record!),
        ];

    private static async Task<QueueClient> ConnectAsync(TestProcess host)
    {
        await host.ListeningAsync();
        var address = host.StandardOutput.All.Single(line => line.StartsWith("          at "));
        return new QueueClient(new Uri(address.Trim()["at ".Length..].Split(',')[0]));
    }

    private static async Task<(int Visible, int InFlight)> StateAsync(TestProcess host, string queue)
    {
        using var client = await host.ClientAsync();
        var states = JsonNode.Parse(await client.GetStringAsync("/_local/queues"))!.AsArray();
        var state = states.Single(state => (string?)state!["name"] == queue)!;
        return ((int)state["visible"]!, (int)state["inFlight"]!);
    }

    private static Task WaitForStateAsync(
        TestProcess host,
        string queue,
        (int Visible, int InFlight) state
    ) =>
        Wait.UntilAsync(
            $"the queue {queue} has {state}",
            () => StateAsync(host, queue).GetAwaiter().GetResult() == state
        );
}
