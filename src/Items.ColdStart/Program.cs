using Items.ColdStart;

return await CommandLine.RunAsync(args);
