// A program that uses the client as others would, published with Native AOT. Arguments: address of the API, token, function
// URL, access key, secret key. It prints the results; CSharpClientTests reads that. With the argument "samples" it runs the C#
// samples of the documents instead.
using Items.Client;

if (args is ["samples"])
{
    await DocumentedCode.Samples();
    await DocumentedCode.Clients();
    return;
}

using var http = new HttpClient { BaseAddress = new Uri(args[0]) };
var items = new ItemsClient(http, _ => ValueTask.FromResult(args[1]));

Console.WriteLine($"health {(await items.GetHealthAsync()).Result.Status}");

var mug = new ItemCreate
{
    Name = "Blue mug 😀",
    Description = "Stoneware",
    Price = 12.50000000000000000000000001m,
    Category = "kitchen",
};
string key = Guid.NewGuid().ToString();
var created = await items.CreateItemAsync(mug, key);
Console.WriteLine($"created {created.Result.Name} {created.Result.Price} {created.ETag}");
Console.WriteLine($"location names it {created.Location!.EndsWith(created.Result.ItemId)}");
var replayed = await items.CreateItemAsync(mug, key);
Console.WriteLine($"replayed {replayed.IsReplayed} {replayed.Result == created.Result}");

string id = created.Result.ItemId;
var updated = await items.UpdateItemAsync(id, new ItemUpdate { Price = 9.99m }, created.ETag);
Console.WriteLine($"updated {updated.Result.Name} {updated.Result.Price} {updated.ETag}");
Console.WriteLine($"unchanged {await items.GetItemIfChangedAsync(id, updated.ETag!) is null}");
Console.WriteLine($"changed {(await items.GetItemIfChangedAsync(id, created.ETag!))!.Result.Price}");

await ShowAsync(() => items.UpdateItemAsync(id, new ItemUpdate { Price = 1 }, created.ETag));
await ShowAsync(() =>
    items.CreateItemAsync(
        new ItemCreate
        {
            Name = "",
            Price = 0,
            Category = "kitchen",
        }
    )
);

for (int i = 0; i < 4; i++)
{
    await items.CreateItemAsync(mug with { Name = $"Mug {i}", Category = "pages" });
}

int count = 0;
await foreach (var item in items.ListAllItemsAsync("pages", pageSize: 2))
{
    count++;
}

Console.WriteLine($"listed {count}");

string category = Guid.NewGuid().ToString();
var imported = Enumerable
    .Range(0, 30)
    .Select(i => mug with { Name = i == 7 ? "" : $"Mug {i}", Category = category });
await foreach (var progress in items.ImportAsync(imported))
{
    foreach (var failure in progress.Failures)
    {
        Console.WriteLine($"failed {failure.Index} {failure.Detail}");
    }

    if (progress.IsCompleted)
    {
        Console.WriteLine($"imported {progress.Processed} of {progress.Accepted}, {progress.Failed} failed");
    }
}

var credentials = new AwsCredentials(args[3], args[4]);
using var signer = new AwsSignatureHandler(_ => ValueTask.FromResult(credentials), "us-east-1")
{
    InnerHandler = new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.GZip },
};
using var signed = new HttpClient(signer) { BaseAddress = new Uri(args[2]) };
var exported = new List<string>();
await foreach (var item in new ExportClient(signed).ExportAsync(category))
{
    exported.Add(item.Name);
}

Console.WriteLine($"exported {exported.Count}: {exported[0]} to {exported[^1]}");

var patched = await items.PatchItemAsync(id, new ItemPatch { Price = 8 }, updated.ETag);
Console.WriteLine($"patched {patched.Result.Price} {patched.Result.Description} {patched.ETag}");
var cleared = await items.PatchItemAsync(id, new ItemPatch { Description = null }, patched.ETag);
Console.WriteLine($"cleared {cleared.Result.Price} {cleared.Result.Description is null} {cleared.ETag}");

await items.DeleteItemAsync(id, cleared.ETag);
await ShowAsync(() => items.GetItemAsync(id));

static async Task ShowAsync(Func<Task> call)
{
    try
    {
        await call();
        Console.WriteLine("no exception");
    }
    catch (ApiException<HTTPValidationError> error)
    {
        Console.WriteLine($"rejected {error.StatusCode} {error.Result.Detail.Count} {error.Detail}");
    }
    catch (ApiException error)
    {
        Console.WriteLine($"rejected {error.StatusCode} {error.Detail}");
    }
}
