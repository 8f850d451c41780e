namespace NativeLambda.Generators;

/// <summary>Writes the router's method that binds an endpoint's arguments, calls it and shapes its reply.</summary>
internal sealed class EndpointEmitter(Endpoint endpoint, RouterModel router, Names names, CodeWriter code)
{
    private readonly IReadOnlyList<Parameter> _arguments = names.Arguments(endpoint);

    private bool IsBound =>
        _arguments.Any(it =>
            it.Binding
                is QueryTextBinding
                    or QueryNumberBinding
                    or HeaderBinding
                    or HeaderValueBinding
                    or BodyBinding
        );

    private bool NeedsRequest =>
        endpoint.Scope is not null
        || IsBound
        || endpoint.ResultTypeKey is not null
        || Has<WholeRequestBinding>();

    // In the order of the template, which is also that of the segments in a call.
    private IEnumerable<string> PathArguments =>
        _arguments
            .Where(it => it.Binding is PathBinding)
            .OrderBy(it => ((PathBinding)it.Binding).Index)
            .Select(it => it.Name);

    /// <summary>Writes the arm of a <c>switch</c> that calls the method.</summary>
    /// <param name="pattern">What the request's method must be.</param>
    /// <param name="segments">The variables that hold the path's parameters.</param>
    public void EmitCall(string pattern, string[] segments)
    {
        var path = segments.Select(segment => $"RequestBinding.PathText({segment})");
        code.List(
            $"{pattern} => {(endpoint.IsAsync ? "" : "new(")}{names.Method(endpoint)}(",
            [.. Inputs("request", path, "cancellationToken")],
            endpoint.IsAsync ? ")," : ")),"
        );
    }

    public void Emit()
    {
        EmitSignature();
        code.Open();
        if (endpoint.Scope is { } scope)
        {
            EmitAccess(scope);
        }

        if (IsBound)
        {
            EmitBinding();
        }

        string receiver = endpoint.IsStatic ? names.Type(endpoint.Class) : names.Instance(endpoint.Class);
        code.List(
            $"var reply = {(endpoint.IsAsync ? "await " : "")}{receiver}.{endpoint.Name}(",
            [.. _arguments.Select(it => it.Binding is BodyBinding ? it.Name + "!" : it.Name)],
            ");"
        );
        code.Line(
            endpoint.ResultTypeKey is { } result
                ? $"return reply.ToResponse(request, {Metadata(result)});"
                : "return reply.ToResponse();"
        );
        code.Close();
    }

    private void EmitSignature()
    {
        bool isStatic =
            endpoint.IsStatic && !_arguments.Any(it => it.Binding is BodyBinding { Validator: not null });
        code.Line($"// {endpoint.Verb} {endpoint.Path.Text}");
        code.List(
            $"private {(isStatic ? "static " : "")}{(endpoint.IsAsync ? "async ValueTask<Response>" : "Response")} {names.Method(endpoint)}(",
            [
                .. Inputs(
                    "Request request",
                    PathArguments.Select(it => $"string {it}"),
                    "CancellationToken cancellationToken"
                ),
            ],
            ")"
        );
    }

    // Before anything else is read: who may not call learns nothing about what would have been wrong.
    private void EmitAccess(string scope)
    {
        code.Line($"if (Access.Refuse(request, {Literal.Text(scope)}) is {{ }} denial)");
        code.Open();
        code.Line("return denial;");
        code.Close();
        code.Line();
    }

    private void EmitBinding()
    {
        code.Line("var binding = new RequestBinding(request);");
        foreach (var argument in _arguments)
        {
            EmitBinding(argument.Name, argument.Binding);
        }

        code.Line("if (binding.Refusal is { } refusal)");
        code.Open();
        code.Line("return refusal;");
        code.Close();
        code.Line();
        if (Has<BodyBinding>())
        {
            code.Line("// A body that was not refused is there.");
        }
    }

    private void EmitBinding(string name, Binding binding)
    {
        switch (binding)
        {
            case QueryTextBinding query:
                EmitText(name, "QueryText", query.Key, query.Fallback);
                break;
            case HeaderBinding header:
                EmitText(name, "HeaderText", header.Key, header.Fallback);
                break;
            case HeaderValueBinding header:
                code.Line(
                    $"var {name} = binding.HeaderValue<{names.Type(header.Type)}>({Literal.Utf8(header.Key)});"
                );
                break;
            case QueryNumberBinding query:
                EmitNumber(name, query);
                break;
            case BodyBinding body:
                string[] validator = body.Validator is { } type ? [$"{names.Validator(type)} ??= new()"] : [];
                code.List($"var {name} = binding.Body(", [Metadata(body.TypeKey), .. validator], ");");
                break;
        }
    }

    private void EmitText(string name, string source, string key, string? fallback)
    {
        string value = $"binding.{source}({Literal.Utf8(key)})";
        code.Line(
            fallback is null
                ? $"string? {name} = {value};"
                : $"string {name} = {value} ?? {Literal.Text(fallback)};"
        );
    }

    private void EmitNumber(string name, QueryNumberBinding query)
    {
        string key = Literal.Utf8(query.Key);
        string absent = query.Fallback is null ? $"binding.QueryText({key}) is null ? null : " : "";
        code.List(
            $"{(query.Fallback is null ? "int?" : "int")} {name} = {absent}binding.QueryInt32(",
            [
                key,
                Literal.Number(query.Fallback ?? 0),
                Literal.Number(query.Minimum),
                Literal.Number(query.Maximum),
            ],
            ");"
        );
    }

    private bool Has<T>()
        where T : Binding => _arguments.Any(it => it.Binding is T);

    private string Metadata(string typeKey)
    {
        var type = router.JsonTypes.First(type => type.Key == typeKey);
        return $"{names.Type(type.Context)}.Default.{type.Property}";
    }

    /// <summary>What the router's method takes: only what it uses.</summary>
    private IEnumerable<string> Inputs(string request, IEnumerable<string> path, string deadline) =>
        (NeedsRequest ? [request] : Enumerable.Empty<string>())
            .Concat(path)
            .Concat(Has<DeadlineBinding>() ? [deadline] : []);
}
