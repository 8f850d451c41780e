namespace Items.EndToEnd.Tests.Harness;

/// <summary>
/// Collection of tests that do not run at the same time as others: they use the whole processor, or have steps that
/// must end within a second.
/// </summary>
[CollectionDefinition(nameof(NotInParallel), DisableParallelization = true)]
public sealed class NotInParallel;
