using System.Text.Json.Serialization;
using FluentValidation;
using NativeLambda.Routing;
using NativeLambda.Validation;

namespace Notes.Api;

internal sealed record Note(Guid NoteId, string Text, int Priority, bool Done);

/// <summary>Body of <c>POST</c>.</summary>
[ValidatedBy(typeof(NoteCreateValidator))]
internal sealed record NoteCreate
{
    public Field<string> Text { get; init; }

    public Field<int> Priority { get; init; }

    public Field<bool> Done { get; init; }
}

internal sealed class NoteCreateValidator : AbstractValidator<NoteCreate>
{
    public NoteCreateValidator()
    {
        RuleFor(create => create.Text).Required().Length(1, 1000);
        RuleFor(create => create.Priority).Required();
        RuleFor(create => create.Done).Optional();
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Note), GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(NoteCreate))]
internal sealed partial class NotesJsonContext : JsonSerializerContext;
