using System.Text.Json.Serialization;
using FluentValidation;
using NativeLambda.Validation;

namespace NativeLambda.Tests.Routing;

internal sealed record SampleBody
{
    public Field<string> Name { get; init; }

    public Field<string> Description { get; init; }

    public Field<decimal> Price { get; init; }

    public Field<string> Category { get; init; }

    public Field<int> Stock { get; init; }

    public Field<bool> IsActive { get; init; }

    public SampleBody? Parent { get; init; }
}

internal sealed class SampleBodyValidator : AbstractValidator<SampleBody>
{
    public SampleBodyValidator()
    {
        RuleFor(body => body.Name).Required().Length(1, 100);
        RuleFor(body => body.Description).Length(0, 500);
        RuleFor(body => body.Price).Required().GreaterThan(0);
        RuleFor(body => body.Category).Required().Length(1, 50);
    }
}

/// <summary>The same body in a partial update, where no field is required.</summary>
internal sealed class SamplePatchValidator : AbstractValidator<SampleBody>
{
    public SamplePatchValidator()
    {
        RuleFor(body => body.Name).Length(1, 100);
        RuleFor(body => body.Price).GreaterThan(0);
        RuleFor(body => body.Stock).Optional();
        RuleFor(body => body.IsActive).Optional();
    }
}

/// <summary>The same body with fields that may be absent and not null.</summary>
internal sealed class SampleNonNullableValidator : AbstractValidator<SampleBody>
{
    public SampleNonNullableValidator()
    {
        RuleFor(body => body.Name).NonNullable();
        RuleFor(body => body.Stock).NonNullable();
        RuleFor(body => body.IsActive).NonNullable();
    }
}

/// <summary>The same body with fields that are required and have no other rule.</summary>
internal sealed class SampleStockValidator : AbstractValidator<SampleBody>
{
    public SampleStockValidator()
    {
        RuleFor(body => body.Stock).Required();
        RuleFor(body => body.IsActive).Required();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SampleBody))]
[JsonSerializable(typeof(int))]
internal sealed partial class SampleJsonContext : JsonSerializerContext;
