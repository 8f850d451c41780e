using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Items.LocalHost.Issuer;

/// <summary>The key that the local issuer signs with. It opens nothing but this machine's own local host.</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly RSA _rsa;

    private SigningKey(RSA rsa)
    {
        _rsa = rsa;
        var key = rsa.ExportParameters(includePrivateParameters: false);
        string modulus = Base64Url.EncodeToString(key.Modulus);
        KeyId = Base64Url.EncodeToString(SHA256.HashData(key.Modulus!));
        PublicKeys = Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["keys"] = new JsonArray(
                    new JsonObject
                    {
                        ["kty"] = "RSA",
                        ["use"] = "sig",
                        ["alg"] = "RS256",
                        ["kid"] = KeyId,
                        ["n"] = modulus,
                        ["e"] = Base64Url.EncodeToString(key.Exponent),
                    }
                ),
            }.ToJsonString()
        );
    }

    public string KeyId { get; }

    /// <summary>The key set that verifiers fetch.</summary>
    public byte[] PublicKeys { get; }

    /// <summary>A key for as long as the host runs.</summary>
    public static SigningKey Create() => new(RSA.Create(2048));

    /// <summary>The key in the file, made at the first start.</summary>
    /// <exception cref="HostError">The file holds something else, or cannot be written.</exception>
    public static SigningKey LoadOrCreate(string path)
    {
        try
        {
            return File.Exists(path) ? Load(path) : CreateIn(path);
        }
        catch (Exception failure)
            when (failure
                    is IOException
                        or UnauthorizedAccessException
                        or CryptographicException
                        or ArgumentException
            )
        {
            throw new HostError(
                $"the local issuer's key {path} cannot be used ({failure.Message}); delete it to have a new one made"
            );
        }
    }

    public byte[] Sign(byte[] data) =>
        _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public void Dispose() => _rsa.Dispose();

    private static SigningKey Load(string path)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(File.ReadAllText(path));
        return new SigningKey(rsa);
    }

    private static SigningKey CreateIn(string path)
    {
        var key = Create();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // A part of making the file, so that nobody else can read it at any moment.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(key._rsa.ExportPkcs8PrivateKeyPem()));
        return key;
    }
}
