using System.Runtime.InteropServices;

namespace Items.ColdStart.Sandboxes;

/// <summary>An array of C strings that ends with a null pointer, as <c>argv</c> and <c>envp</c> are.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly int _count;

    public NativeStrings(IEnumerable<string> strings)
    {
        string[] all = [.. strings];
        _count = all.Length;
        Pointers = (nint*)NativeMemory.AllocZeroed((nuint)(all.Length + 1), (nuint)sizeof(nint));
        for (int index = 0; index < all.Length; index++)
        {
            Pointers[index] = Marshal.StringToCoTaskMemUTF8(all[index]);
        }
    }

    public nint* Pointers { get; }

    public void Dispose()
    {
        for (int index = 0; index < _count; index++)
        {
            Marshal.FreeCoTaskMem(Pointers[index]);
        }

        NativeMemory.Free(Pointers);
    }
}
