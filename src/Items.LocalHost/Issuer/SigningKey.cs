using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Items.LocalHost.Issuer;

/// <summary>The RSA key of the local issuer. Only the local host that owns it accepts its tokens.</summary>
internal sealed class SigningKey
{
    private SigningKey(RSAParameters parameters)
    {
        var key = new RsaSecurityKey(parameters);
        key.KeyId = Base64Url.EncodeToString(key.ComputeJwkThumbprint());
        Credentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256);
        PublicKeys = new JsonObject
        {
            ["keys"] = new JsonArray(
                new JsonObject
                {
                    ["kty"] = "RSA",
                    ["use"] = "sig",
                    ["alg"] = SecurityAlgorithms.RsaSha256,
                    ["kid"] = key.KeyId,
                    ["n"] = Base64Url.EncodeToString(parameters.Modulus),
                    ["e"] = Base64Url.EncodeToString(parameters.Exponent),
                }
            ),
        }.ToJsonString();
    }

    public SigningCredentials Credentials { get; }

    /// <summary>The key set (RFC 7517) that verifiers download.</summary>
    public string PublicKeys { get; }

    /// <summary>A new key that is not stored.</summary>
    public static SigningKey Create()
    {
        using var rsa = RSA.Create(2048);
        return new SigningKey(rsa.ExportParameters(includePrivateParameters: true));
    }

    /// <summary>The key in the file, which is created when it does not exist.</summary>
    /// <exception cref="HostError">The file contains no key, or cannot be read or written.</exception>
    public static SigningKey LoadOrCreate(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                CreateFile(path);
            }

            using var rsa = RSA.Create();
            rsa.ImportFromPem(File.ReadAllText(path));
            return new SigningKey(rsa.ExportParameters(includePrivateParameters: true));
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
                $"the local issuer's key {path} cannot be used ({failure.Message}); delete it to create a new one"
            );
        }
    }

    private static void CreateFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // Set when the file is created: no other user can read it at any time.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var rsa = RSA.Create(2048);
        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(rsa.ExportPkcs8PrivateKeyPem()));
    }
}
