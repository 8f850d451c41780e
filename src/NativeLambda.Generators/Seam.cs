using Microsoft.CodeAnalysis;

namespace NativeLambda.Generators;

/// <summary>The types that the generator knows by name, and questions about symbols that need those names.</summary>
internal static class Seam
{
    public const string Namespace = "Items.Api.Http";
    public const string JsonSerializable = "System.Text.Json.Serialization.JsonSerializableAttribute";

    private const string TaskNamespace = "System.Threading.Tasks";

    public static bool IsReply(this INamedTypeSymbol type) => type.Is(Namespace, "Reply");

    public static bool IsRequest(this ITypeSymbol type) => type.Is(Namespace, "Request");

    public static bool IsCancellationToken(this ITypeSymbol type) =>
        type.Is("System.Threading", "CancellationToken");

    public static bool IsTaskOfSomething(this INamedTypeSymbol type) =>
        type.IsGenericType && (type.Is(TaskNamespace, "Task") || type.Is(TaskNamespace, "ValueTask"));

    public static bool IsValidatorInterface(this INamedTypeSymbol type) =>
        type.Is("FluentValidation", "IValidator") && type.IsGenericType;

    public static bool IsHeaderValue(this INamedTypeSymbol type) =>
        type.AllInterfaces.Any(it =>
            it.Is(Namespace, "IHeaderValue")
            && SymbolEqualityComparer.Default.Equals(it.TypeArguments.FirstOrDefault(), type)
        );

    public static AttributeData? FindAttribute(this ISymbol symbol, string name) =>
        symbol
            .GetAttributes()
            .FirstOrDefault(it => it.AttributeClass?.Is(Namespace, name + "Attribute") ?? false);

    /// <summary>The attribute's first constructor argument; null when it is something else.</summary>
    public static T? Argument<T>(this AttributeData attribute)
        where T : class => attribute.ConstructorArguments.Select(it => it.Value).FirstOrDefault() as T;

    public static T? Named<T>(this AttributeData attribute, string name, T? otherwise = default) =>
        attribute.NamedArguments.FirstOrDefault(it => it.Key == name).Value.Value is T value
            ? value
            : otherwise;

    /// <summary>Identifies a type in every model; nullability makes no difference.</summary>
    public static string Key(this ITypeSymbol type) =>
        type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    public static string ForReaders(this ITypeSymbol type) =>
        type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    public static TypeName ToTypeName(this INamedTypeSymbol type) =>
        type.ContainingType is { } outer
            ? outer.ToTypeName() with
            {
                Name = $"{outer.ToTypeName().Name}.{type.Name}",
            }
            : new(
                type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
                type.Name
            );

    /// <summary>Whether generated code, which stands in another file of the same assembly, can name it.</summary>
    public static bool IsReachable(this ISymbol symbol) =>
        symbol.DeclaredAccessibility
            is Accessibility.Public
                or Accessibility.Internal
                or Accessibility.ProtectedOrInternal
        && symbol is not INamedTypeSymbol { IsFileLocal: true }
        && (symbol.ContainingType?.IsReachable() ?? true);

    private static bool Is(this ITypeSymbol type, string @namespace, string name) =>
        type.Name == name
        && type.ContainingType is null
        && type.ContainingNamespace?.ToDisplayString() == @namespace;
}
