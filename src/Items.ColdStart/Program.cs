using Items.ColdStart;

return await new CommandLine().RunAsync(args);
