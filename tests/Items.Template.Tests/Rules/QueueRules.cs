using System.Text.Json.Nodes;

namespace Items.Template.Tests.Rules;

/// <summary>No message is lost, received twice without need, or processed at the expense of requests.</summary>
internal sealed class QueueRules(Template template)
{
    /// <summary>SQS's own, in seconds.</summary>
    private const int DefaultVisibilityTimeout = 30;
    private const int DefaultRetention = 345_600;

    public static IEnumerable<string> Check(Template template)
    {
        var rules = new QueueRules(template);
        return
        [
            .. template.OfType("AWS::SQS::Queue").SelectMany(rules.DeadLetters),
            .. from function in template.OfType("AWS::Serverless::Function")
            from source in function.Properties["Events"]?.AsObject() ?? []
            where $"{source.Value?["Type"]}" == "SQS"
            from violation in rules.Consumer(function, $"{function.Name}.Events.{source.Key}", source.Value!)
            select violation,
        ];
    }

    private IEnumerable<string> DeadLetters(Resource queue)
    {
        if (TargetOf(queue) is not { } name)
        {
            bool isTarget = template.OfType(queue.Type).Any(other => TargetOf(other) == queue.Name);
            return isTarget ? [] : [$"{queue.Name}: needs a RedrivePolicy, or failing messages are lost"];
        }

        int retention = Number(queue, "MessageRetentionPeriod", DefaultRetention);
        return
            template.Find(name) is { } target
            && Number(target, "MessageRetentionPeriod", DefaultRetention) <= retention
            ?
            [
                $"{name}.MessageRetentionPeriod: must be longer than that of {queue.Name}: it counts from the sending",
            ]
            : [];
    }

    private IEnumerable<string> Consumer(Resource function, string path, JsonNode source)
    {
        var properties = source["Properties"];
        if (
            !Nodes
                .ListOrSingle(properties?["FunctionResponseTypes"])
                .Any(it => $"{it}" == "ReportBatchItemFailures")
        )
        {
            yield return $"{path}.FunctionResponseTypes: without ReportBatchItemFailures one message fails the batch";
        }

        int reserved = Value(function.Properties["ReservedConcurrentExecutions"]) ?? int.MaxValue;
        if (!(Value(properties?["ScalingConfig"]?["MaximumConcurrency"]) < reserved))
        {
            yield return $"{path}.ScalingConfig.MaximumConcurrency: must be less than the reserved concurrency";
        }

        int window = Value(properties?["MaximumBatchingWindowInSeconds"]) ?? 0;
        int needed = (6 * Value(function.Properties["Timeout"]) ?? 0) + window;
        if (
            Intrinsic.Of(properties?["Queue"])?.ResourceAttribute.Name is { } name
            && template.Find(name) is { } queue
            && Number(queue, "VisibilityTimeout", DefaultVisibilityTimeout) < needed
        )
        {
            yield return $"{name}.VisibilityTimeout: must be at least {needed}, six times the function's timeout and the window";
        }
    }

    private static string? TargetOf(Resource queue) =>
        Intrinsic.Of(queue.Properties["RedrivePolicy"]?["deadLetterTargetArn"])?.ResourceAttribute.Name;

    private int Number(Resource queue, string property, int fallback) =>
        Value(queue.Properties[property]) ?? fallback;

    /// <returns>The number, or the default of its parameter.</returns>
    private int? Value(JsonNode? node) =>
        int.TryParse(template.TextsOf(node).FirstOrDefault(), out int number) ? number : null;
}
