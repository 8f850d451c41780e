using Items.ColdStart;
using Items.ColdStart.Load;

return LoadModes.For(args) is { } mode ? await mode() : await new CommandLine().RunAsync(args);
