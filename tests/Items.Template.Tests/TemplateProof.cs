using Items.Template.Tests.Rules;
using Items.Template.Tests.Sam;

namespace Items.Template.Tests;

/// <summary>All rules, applied to a template as it is in the repository. A violation names the place and what is wrong.</summary>
internal static class TemplateProof
{
    /// <summary>What CloudFormation or SAM would reject or misunderstand.</summary>
    public static IReadOnlyList<string> Faults(Template source)
    {
        var (result, violations) = SamTransform.Apply(source);
        return
        [
            .. violations,
            .. PropertyRules.Check(result),
            .. ReferenceRules.Check(result),
            .. DependencyRules.Check(result),
        ];
    }

    /// <summary>What this repository does not want in a template that is deployed.</summary>
    public static IReadOnlyList<string> Risks(Template source) =>
        [
            .. AccessRules.Check(source),
            .. DataRules.Check(SamTransform.Apply(source).Result),
            .. ParameterRules.Check(source),
            .. QueueRules.Check(source),
            .. TextRules.Check(source),
        ];
}
