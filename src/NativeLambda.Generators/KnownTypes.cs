using Microsoft.CodeAnalysis;

namespace NativeLambda.Generators;

/// <summary>The types that the generator recognizes by their full names, and what it reads from symbols.</summary>
internal static class KnownTypes
{
    public const string Routing = "NativeLambda.Routing";
    public const string Request = "NativeLambda.Http.Request";
    public const string Caller = "NativeLambda.Http.Caller";
    public const string Response = "NativeLambda.Http.Response";
    public const string Result = "NativeLambda.Http.Result`1";
    public const string HeaderValue = "NativeLambda.Http.IHeaderValue`1";
    public const string ReadOnlyList = "System.Collections.Generic.IReadOnlyList`1";
    public const string Field = "NativeLambda.Validation.Field`1";
    public const string Validator = "FluentValidation.IValidator`1";
    public const string CancellationToken = "System.Threading.CancellationToken";
    public const string JsonSerializable = "System.Text.Json.Serialization.JsonSerializableAttribute";

    /// <summary>Namespace and metadata name of a type that is not nested.</summary>
    public static string FullName(this ITypeSymbol type) =>
        type.ContainingType is null ? $"{type.ContainingNamespace}.{type.MetadataName}" : "";

    /// <summary>The type in generated code, without nullability. Identifies it in every model.</summary>
    public static string GlobalName(this ITypeSymbol type) =>
        type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>The type in a message.</summary>
    public static string ShortName(this ITypeSymbol type) =>
        type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    /// <summary>Whether the type implements the generic interface with the argument as its type argument.</summary>
    public static bool Implements(this INamedTypeSymbol type, string @interface, ITypeSymbol argument) =>
        type.AllInterfaces.Any(implemented =>
            implemented.FullName() == @interface
            && SymbolEqualityComparer.Default.Equals(implemented.TypeArguments[0], argument)
        );

    /// <param name="name">Without the suffix "Attribute".</param>
    public static AttributeData? FindRoutingAttribute(this ISymbol symbol, string name) =>
        symbol
            .GetAttributes()
            .FirstOrDefault(attribute =>
                attribute.AttributeClass?.FullName() == $"{Routing}.{name}Attribute"
            );

    /// <returns>The first constructor argument; null when there is none or when it is not a <typeparamref name="T"/>.</returns>
    public static T? FirstArgument<T>(this AttributeData attribute)
        where T : class => attribute.ConstructorArguments.Select(it => it.Value).FirstOrDefault() as T;

    public static T? NamedArgument<T>(this AttributeData attribute, string name)
        where T : class => attribute.NamedArguments.FirstOrDefault(it => it.Key == name).Value.Value as T;

    /// <summary>Whether another file of the same assembly can name it.</summary>
    public static bool IsReachable(this ISymbol symbol) =>
        symbol.DeclaredAccessibility >= Accessibility.Internal
        && symbol is not INamedTypeSymbol { IsFileLocal: true }
        && (symbol.ContainingType?.IsReachable() ?? true);
}
