namespace Items.Template.Tests.Rules;

/// <summary>CloudFormation creates a resource after those that it refers to, so there must be no cycle.</summary>
internal static class DependencyRules
{
    public static IEnumerable<string> Check(Template template)
    {
        var names = template.Resources.Select(resource => resource.Name).ToHashSet();
        var dependencies = template.Resources.ToDictionary(
            resource => resource.Name,
            resource =>
                Reference
                    .In(resource)
                    .Select(reference => reference.Name)
                    .Concat(ReferenceRules.DependsOn(resource))
                    .Where(names.Contains)
                    .Distinct()
                    .ToArray()
        );
        var finished = new HashSet<string>();
        return names.Select(name => Cycle(name, [])).OfType<string>();

        string? Cycle(string name, string[] path)
        {
            if (Array.IndexOf(path, name) is >= 0 and var start)
            {
                return $"{name}: depends on itself: {string.Join(" -> ", [.. path[start..], name])}";
            }

            string? cycle = finished.Contains(name)
                ? null
                : dependencies[name]
                    .Select(next => Cycle(next, [.. path, name]))
                    .FirstOrDefault(it => it is not null);
            finished.Add(name);
            return cycle;
        }
    }
}
