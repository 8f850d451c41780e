using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace NativeLambda.Packaging;

/// <summary>
/// Reads the sizes that the native compiler writes with <c>IlcGenerateMstatFile</c>. The file is an assembly with a method
/// for each kind of data, whose instructions are a list: they load an entry's token or name and then its numbers.
/// </summary>
internal static class CompilerStatistics
{
    /// <returns>Bytes of code and types by assembly, and of other data by the compiler's name for it.</returns>
    /// <exception cref="InvalidDataException">The file is not of this format.</exception>
    /// <exception cref="BadImageFormatException">The file is not an assembly.</exception>
    public static Dictionary<string, long> Read(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        var sizes = new Dictionary<string, long>();
        foreach (
            var handle in metadata.GetTypeDefinition(MetadataTokens.TypeDefinitionHandle(1)).GetMethods()
        )
        {
            var method = metadata.GetMethodDefinition(handle);
            var list = file.GetMethodBody(method.RelativeVirtualAddress).GetILReader();
            switch (metadata.GetString(method.Name))
            {
                case "Methods":
                    // Code, information for the garbage collector, exception tables.
                    Add(metadata, list, numbers: 3, sizes);
                    break;
                case "Types" or "Blobs":
                    Add(metadata, list, numbers: 1, sizes);
                    break;
            }
        }

        return sizes;
    }

    /// <param name="numbers">How many of an entry's numbers are sizes; the others follow.</param>
    private static void Add(
        MetadataReader metadata,
        BlobReader list,
        int numbers,
        Dictionary<string, long> sizes
    )
    {
        string owner = "";
        int read = 0;
        while (list.RemainingBytes > 0)
        {
            var instruction = (ILOpCode)list.ReadByte();
            switch (instruction)
            {
                case ILOpCode.Ldtoken:
                    Start(Assembly(metadata, MetadataTokens.EntityHandle(list.ReadInt32())));
                    break;
                case ILOpCode.Ldstr:
                    Start(metadata.GetUserString((UserStringHandle)MetadataTokens.Handle(list.ReadInt32())));
                    break;
                case ILOpCode.Ldc_i4:
                    Number(list.ReadInt32());
                    break;
                case ILOpCode.Ldc_i4_s:
                    Number(list.ReadSByte());
                    break;
                case >= ILOpCode.Ldc_i4_0 and <= ILOpCode.Ldc_i4_8:
                    Number(instruction - ILOpCode.Ldc_i4_0);
                    break;
                case ILOpCode.Ret:
                    break;
                default:
                    throw new InvalidDataException($"The instruction {instruction} is not expected.");
            }
        }

        void Start(string name) => (owner, read) = (name, 0);

        void Number(int size)
        {
            if (read++ < numbers)
            {
                sizes[owner] = sizes.GetValueOrDefault(owner) + size;
            }
        }
    }

    /// <returns>The assembly of the type, or of the type that has the method.</returns>
    private static string Assembly(MetadataReader metadata, EntityHandle handle) =>
        handle.Kind switch
        {
            HandleKind.MethodSpecification => Assembly(
                metadata,
                metadata.GetMethodSpecification((MethodSpecificationHandle)handle).Method
            ),
            HandleKind.MemberReference => Assembly(
                metadata,
                metadata.GetMemberReference((MemberReferenceHandle)handle).Parent
            ),
            HandleKind.TypeReference => Assembly(
                metadata,
                metadata.GetTypeReference((TypeReferenceHandle)handle).ResolutionScope
            ),
            HandleKind.TypeSpecification => AssemblyOfSignature(
                metadata,
                metadata.GetBlobReader(
                    metadata.GetTypeSpecification((TypeSpecificationHandle)handle).Signature
                )
            ),
            HandleKind.AssemblyReference => metadata.GetString(
                metadata.GetAssemblyReference((AssemblyReferenceHandle)handle).Name
            ),
            var kind => throw new InvalidDataException($"A token of kind {kind} is not expected."),
        };

    /// <summary>Of a generic type, or of the elements of an array or a pointer.</summary>
    private static string AssemblyOfSignature(MetadataReader metadata, BlobReader signature)
    {
        while (signature.RemainingBytes > 0)
        {
            switch (signature.ReadSignatureTypeCode())
            {
                case SignatureTypeCode.GenericTypeInstance:
                    signature.ReadByte();
                    return Assembly(metadata, signature.ReadTypeHandle());
                case SignatureTypeCode.TypeHandle:
                    return Assembly(metadata, signature.ReadTypeHandle());
                case SignatureTypeCode.SZArray
                or SignatureTypeCode.Array
                or SignatureTypeCode.Pointer
                or SignatureTypeCode.ByReference:
                    break;
                default:
                    return "System.Private.CoreLib";
            }
        }

        throw new InvalidDataException("A type has no name.");
    }
}
