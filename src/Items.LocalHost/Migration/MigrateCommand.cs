using System.CommandLine;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Items.LocalHost.Tables;
using Items.LocalHost.Template;

namespace Items.LocalHost.Migration;

/// <summary>The command <c>migrate</c>: adds the rows of an existing table to the lists of the API.</summary>
internal sealed class MigrateCommand : Command
{
    private const int Interrupted = 130;

    private readonly Option<string> _table = new("--table")
    {
        Description = "Name of the table",
        HelpName = "NAME",
        Required = true,
    };

    private readonly NumberOption _shards = new("--shards")
    {
        Description = "ListShards of the deployed API (default: that of the template)",
    };

    private readonly Option<string?> _region = new("--region")
    {
        Description = "AWS region of the table (default: that of the environment or the AWS profile)",
        HelpName = "NAME",
    };

    private readonly Option<string?> _dynamoDb = new("--dynamodb")
    {
        Description = "Use the DynamoDB-compatible server at this URL instead of AWS",
        HelpName = "URL",
    };

    private readonly Option<string?> _template = new("--template")
    {
        Description =
            "The template with the indexes (default: template.yaml in this folder or the nearest one above)",
        HelpName = "PATH",
    };

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Report what would be done; change nothing",
    };

    public MigrateCommand()
        : base("migrate", "Adds the rows of a table that another service wrote to the lists of the API.")
    {
        Add(_table);
        Add(_shards);
        Add(_region);
        Add(_dynamoDb);
        Add(_template);
        Add(_dryRun);
        SetAction(RunAsync);
    }

    /// <returns>What is wrong with the options; null when they are valid.</returns>
    public string? FindError(ParseResult result) =>
        result.GetValue(_dynamoDb) is { } url && !CommandLine.IsHttp(url)
            ? "--dynamodb needs a URL such as http://localhost:8000."
        : result.GetValue(_dynamoDb) is not null && result.GetValue(_region) is not null
            ? "--dynamodb and --region exclude each other."
        : null;

    /// <returns>0 when all rows are in the lists, 1 when some are skipped, 2 after an error, 130 after Ctrl-C.</returns>
    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        string table = result.GetValue(_table)!;
        try
        {
            var template = SamTemplate.Load(SamTemplate.Find(result.GetValue(_template)));
            using var client = Connect(result);
            var migration = new TableMigration(
                client,
                ListTable.Read(template, table, result.GetValue(_shards)),
                result.GetValue(_dryRun),
                Console.Out,
                Console.Error
            );
            return await migration.RunAsync(cancellationToken) ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped. Run the same command to continue.");
            return Interrupted;
        }
        catch (ResourceNotFoundException)
        {
            await Console.Error.WriteLineAsync(
                $"error: there is no table {table} in this account and region"
            );
            return 2;
        }
        catch (Exception error)
            when (error
                    is HostError
                        or AmazonServiceException
                        or AmazonClientException
                        or HttpRequestException
                        or IOException
                        or OperationCanceledException
            )
        {
            await Console.Error.WriteLineAsync($"error: {error.Message}");
            return 2;
        }
    }

    private AmazonDynamoDBClient Connect(ParseResult result)
    {
        if (result.GetValue(_dynamoDb) is { } url)
        {
            return TableCreator.Connect(new Uri(url));
        }

        var config = new AmazonDynamoDBConfig();
        if (result.GetValue(_region) is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return config.RegionEndpoint is null && config.ServiceURL is null
            ? throw new HostError("no AWS region is set; use --region, AWS_REGION or an AWS profile")
            : new AmazonDynamoDBClient(config);
    }
}
