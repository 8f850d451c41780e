using Microsoft.CodeAnalysis;

namespace NativeLambda.Generators;

/// <summary>Lists the types that a <c>JsonSerializerContext</c> declares, under the names that System.Text.Json gives them.</summary>
internal static class JsonContextParser
{
    public static EquatableArray<JsonType> Parse(GeneratorAttributeSyntaxContext context)
    {
        string name = ((INamedTypeSymbol)context.TargetSymbol).GlobalName();
        var types =
            from attribute in context.Attributes
            let type = attribute.FirstArgument<ITypeSymbol>()
            where type is not null
            let property = attribute.NamedArgument<string>("TypeInfoPropertyName") ?? DefaultProperty(type)
            select new JsonType(type.GlobalName(), $"{name}.Default.{property}");
        return new([.. types]);
    }

    // The rule of System.Text.Json's generator (GetTypeInfoPropertyName):
    // https://github.com/dotnet/runtime/blob/main/src/libraries/System.Text.Json/gen/Helpers/RoslynExtensions.cs
    private static string DefaultProperty(ITypeSymbol type) =>
        type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => DefaultProperty(array.ElementType) + "Array",
            IArrayTypeSymbol array => $"{DefaultProperty(array.ElementType)}Array{array.Rank}D",
            INamedTypeSymbol { IsGenericType: true } generic => generic.Name
                + string.Concat(AllTypeArguments(generic).Select(DefaultProperty)),
            _ => type.Name,
        };

    private static IEnumerable<ITypeSymbol> AllTypeArguments(INamedTypeSymbol type) =>
        (type.ContainingType is { } outer ? AllTypeArguments(outer) : []).Concat(type.TypeArguments);
}
