using System.Reflection;

namespace NativeLambda.Tests.Fixtures;

internal static class Fixture
{
    /// <summary>A complete event as API Gateway sends it.</summary>
    public static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
