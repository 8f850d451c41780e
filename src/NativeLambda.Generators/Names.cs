namespace NativeLambda.Generators;

/// <summary>The names in the generated router, chosen so that it reads well and none hides another.</summary>
internal sealed class Names
{
    private static readonly string[] Locals =
    [
        "request",
        "cancellationToken",
        "denial",
        "binding",
        "refusal",
        "reply",
    ];
    private static readonly HashSet<string> SeamTypes = new(StringComparer.Ordinal)
    {
        "Method",
        "PathReader",
        "Reply",
        "Request",
        "RequestBinding",
        "Response",
        "Route",
        "RouteParameter",
        "Router",
    };

    private readonly Dictionary<TypeName, string> _types = [];
    private readonly Dictionary<TypeName, string> _instances = [];
    private readonly Dictionary<TypeName, string> _validators = [];
    private readonly Dictionary<Endpoint, string> _methods = [];
    private readonly HashSet<string> _parameters = new(Locals, StringComparer.Ordinal);

    public Names(RouterModel router)
    {
        var classes = router.Endpoints.Select(endpoint => endpoint.Class);
        Validators = Sorted(
            router
                .Endpoints.SelectMany(endpoint => endpoint.Parameters)
                .Select(parameter => (parameter.Binding as BodyBinding)?.Validator)
                .OfType<TypeName>()
        );
        Instances = Sorted(
            router.Endpoints.Where(endpoint => !endpoint.IsStatic).Select(endpoint => endpoint.Class)
        );

        var headers = router
            .Endpoints.SelectMany(endpoint => endpoint.Parameters)
            .Select(parameter => (parameter.Binding as HeaderValueBinding)?.Type)
            .OfType<TypeName>();
        var contexts = router.JsonTypes.Select(type => type.Context);
        var types = Sorted(classes.Concat(Validators).Concat(headers).Concat(contexts));
        foreach (var sameName in types.GroupBy(type => type.Name.Split('.')[0], StringComparer.Ordinal))
        {
            bool isAmbiguous =
                sameName.Select(type => type.Namespace).Distinct(StringComparer.Ordinal).Count() > 1
                || SeamTypes.Contains(sameName.Key);
            foreach (var type in sameName)
            {
                _types[type] = isAmbiguous ? type.FullName : type.Name;
            }
        }

        Namespaces =
        [
            .. types
                .Where(type => _types[type] == type.Name && type.Namespace.Length > 0)
                .Select(type => type.Namespace)
                .Where(name => !$"{Seam.Namespace}.".StartsWith(name + ".", StringComparison.Ordinal)),
        ];

        foreach (var type in Instances)
        {
            _instances[type] = Identifier.Claim(Identifier.ToCamelCase(type.SimpleName), _parameters);
        }

        var members = new HashSet<string>(StringComparer.Ordinal) { "Router", "Routes", "RouteAsync" };
        foreach (var type in Validators)
        {
            _validators[type] = Identifier.Claim("_" + Identifier.ToCamelCase(type.SimpleName), members);
        }

        foreach (var endpoint in router.Endpoints)
        {
            _methods[endpoint] = Identifier.Claim(MethodName(endpoint), members);
        }
    }

    /// <summary>Classes of which the router needs an instance.</summary>
    public IReadOnlyList<TypeName> Instances { get; }

    public IReadOnlyList<TypeName> Validators { get; }

    /// <summary>What must be imported for <see cref="Type"/> to be understood.</summary>
    public IReadOnlyCollection<string> Namespaces { get; }

    public string Type(TypeName type) => _types[type];

    public string Instance(TypeName type) => _instances[type];

    public string Validator(TypeName type) => _validators[type];

    /// <summary>The router's method that calls the endpoint: <c>ItemEndpoints.Get</c> becomes <c>GetItem</c>.</summary>
    public string Method(Endpoint endpoint) => _methods[endpoint];

    /// <summary>The endpoint's parameters, under the names that its arguments have in that method.</summary>
    public IReadOnlyList<Parameter> Arguments(Endpoint endpoint)
    {
        var taken = new HashSet<string>(_parameters, StringComparer.Ordinal);
        return [.. endpoint.Parameters.Select(it => it with { Name = Argument(it, taken) })];
    }

    private static string Argument(Parameter parameter, HashSet<string> taken) =>
        parameter.Binding switch
        {
            WholeRequestBinding => "request",
            DeadlineBinding => "cancellationToken",
            _ => Identifier.Claim(parameter.Name, taken),
        };

    private static string MethodName(Endpoint endpoint)
    {
        string resource = WithoutSuffix(endpoint.Class.SimpleName, "Endpoints");
        string verb = WithoutSuffix(endpoint.Name, "Async");
        return verb + resource + (endpoint.IsAsync ? "Async" : "");
    }

    private static string WithoutSuffix(string name, string suffix) =>
        name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal)
            ? name.Substring(0, name.Length - suffix.Length)
            : name;

    private static List<TypeName> Sorted(IEnumerable<TypeName> types) =>
        [
            .. types
                .Distinct()
                .OrderBy(type => type.SimpleName, StringComparer.Ordinal)
                .ThenBy(type => type.FullName, StringComparer.Ordinal),
        ];
}
