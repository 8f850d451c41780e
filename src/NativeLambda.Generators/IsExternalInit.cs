// netstandard2.0 lacks the type that the compiler asks for when a record has init-only properties.
namespace System.Runtime.CompilerServices;

internal static class IsExternalInit;
