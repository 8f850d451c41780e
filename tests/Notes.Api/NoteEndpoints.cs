using NativeLambda.Http;
using NativeLambda.Routing;
using static NativeLambda.Http.Response;
using static NativeLambda.Http.Result;

namespace Notes.Api;

/// <summary>The resource <c>/notes</c>.</summary>
internal sealed class NoteEndpoints(NoteStore store)
{
    private const string Notes = "/notes";
    private const string OneNote = Notes + "/{note_id}";

    [Post(Notes, Scope = "notes/write")]
    public Result<Note> Create(NoteCreate create, CancellationToken cancellationToken)
    {
        var note = new Note(
            Guid.CreateVersion7(),
            create.Text.Value!,
            create.Priority.Value,
            create.Done.Value
        );
        store.Create(note, cancellationToken);
        return Created(note, $"{Notes}/{note.NoteId}");
    }

    [Get(OneNote, Scope = "notes/read")]
    public Result<Note> Get(Guid noteId, CancellationToken cancellationToken) =>
        store.Find(noteId, cancellationToken) is { } note ? Ok(note) : NoteNotFound(noteId);

    [Delete(OneNote, Scope = "notes/write")]
    public Response Delete(Guid noteId, CancellationToken cancellationToken) =>
        store.TryDelete(noteId, cancellationToken) ? NoContent : NoteNotFound(noteId);

    private static Response NoteNotFound(Guid noteId) => NotFound($"Note {noteId} not found");
}
