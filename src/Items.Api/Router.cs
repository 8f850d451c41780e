#nullable enable
using NativeLambda.Http;
using NativeLambda.Routing;

namespace Items.Api;

/// <summary>Finds the endpoint of a request, binds its arguments and calls it.</summary>
internal sealed class Router(
    global::Items.Api.Docs.DocsEndpoints docsEndpoints,
    global::Items.Api.Items.ItemEndpoints itemEndpoints
)
{
    // Created by the first request that needs them: a cold start with a GET needs no rules.
    private global::Items.Api.Items.ItemCreateValidator? _itemCreateValidator;
    private global::Items.Api.Items.ItemUpdateValidator? _itemUpdateValidator;

    public static global::System.Collections.Generic.IReadOnlyList<global::NativeLambda.Routing.Route> Routes =>
        [
            new(Method.Get, "/", null, "HealthEndpoints.Get"),
            new(
                Method.Get,
                "/api/v1/items",
                "items/read",
                "ItemEndpoints.List",
                new RouteParameter("query", "category"),
                new RouteParameter("query", "cursor"),
                new RouteParameter("query", "limit")
            ),
            new(
                Method.Post,
                "/api/v1/items",
                "items/write",
                "ItemEndpoints.Create",
                new RouteParameter("header", "idempotency-key")
            ),
            new(
                Method.Get,
                "/api/v1/items/{item_id}",
                "items/read",
                "ItemEndpoints.Get",
                new RouteParameter("path", "item_id"),
                new RouteParameter("header", "if-none-match")
            ),
            new(
                Method.Put,
                "/api/v1/items/{item_id}",
                "items/write",
                "ItemEndpoints.Update",
                new RouteParameter("path", "item_id"),
                new RouteParameter("header", "if-match")
            ),
            new(
                Method.Delete,
                "/api/v1/items/{item_id}",
                "items/write",
                "ItemEndpoints.Delete",
                new RouteParameter("path", "item_id"),
                new RouteParameter("header", "if-match")
            ),
            new(
                Method.Get,
                "/docs",
                null,
                "DocsEndpoints.SwaggerUI",
                new RouteParameter("header", "if-none-match")
            ),
            new(
                Method.Get,
                "/docs/assets/{name}",
                null,
                "DocsEndpoints.Asset",
                new RouteParameter("path", "name")
            ),
            new(Method.Get, "/docs/oauth2-redirect", null, "DocsEndpoints.SignedIn"),
            new(
                Method.Get,
                "/openapi.json",
                null,
                "DocsEndpoints.ContractAsJson",
                new RouteParameter("header", "if-none-match")
            ),
            new(
                Method.Get,
                "/openapi.yaml",
                null,
                "DocsEndpoints.ContractAsYaml",
                new RouteParameter("header", "if-none-match")
            ),
            new(
                Method.Get,
                "/redoc",
                null,
                "DocsEndpoints.Redoc",
                new RouteParameter("header", "if-none-match")
            ),
        ];

    public Response Route(Request request, CancellationToken cancellationToken)
    {
        var allowed = AllowedMethods.None;
        var path = new PathReader(request.Path.Span);
        if (path.AtEnd)
        {
            switch (request.Method)
            {
                case Method.Get or Method.Head:
                    return HealthEndpoints.Get().ToResponse(request, ItemsJsonContext.Default.Health);
            }
            allowed |= AllowedMethods.Get;
        }

        path = new PathReader(request.Path.Span);
        if (path.Literal("/api/v1/items"u8) && path.AtEnd)
        {
            switch (request.Method)
            {
                case Method.Get or Method.Head:
                    return ListItems(request, cancellationToken);
                case Method.Post:
                    return CreateItem(request, cancellationToken);
            }
            allowed |= AllowedMethods.Get | AllowedMethods.Post;
        }

        path = new PathReader(request.Path.Span);
        if (path.Literal("/api/v1/items/"u8) && path.Segment(out var itemId) && path.AtEnd)
        {
            switch (request.Method)
            {
                case Method.Get or Method.Head:
                    return GetItem(request, itemId, cancellationToken);
                case Method.Put:
                    return UpdateItem(request, itemId, cancellationToken);
                case Method.Delete:
                    return DeleteItem(request, itemId, cancellationToken);
            }
            allowed |= AllowedMethods.Get | AllowedMethods.Put | AllowedMethods.Delete;
        }

        path = new PathReader(request.Path.Span);
        if (path.Literal("/docs"u8) && path.AtEnd)
        {
            switch (request.Method)
            {
                case Method.Get or Method.Head:
                    var binder = new RequestBinder(request);
                    var tags = binder.HeaderValue<EntityTags>("if-none-match");
                    return binder.Error ?? docsEndpoints.SwaggerUI(request, tags);
            }
            allowed |= AllowedMethods.Get;
        }

        return UnmatchedRequest.Respond(request, allowed);
    }

    private Response ListItems(Request request, CancellationToken cancellationToken)
    {
        if (RouteAuthorization.Authorize(request, "items/read") is { } denied)
        {
            return denied;
        }

        var binder = new RequestBinder(request);
        var category = binder.QueryText("category");
        var cursor = binder.QueryText("cursor");
        var limit = binder.QueryInt32("limit", 1, 100) ?? 20;
        if (binder.Error is { } error)
        {
            return error;
        }

        return itemEndpoints
            .List(category, cursor, request, cancellationToken, limit)
            .ToResponse(request, ItemsJsonContext.Default.ItemArray);
    }

    private Response CreateItem(Request request, CancellationToken cancellationToken)
    {
        if (RouteAuthorization.Authorize(request, "items/write") is { } denied)
        {
            return denied;
        }

        var binder = new RequestBinder(request);
        var create = binder.Body(ItemsJsonContext.Default.ItemCreate, _itemCreateValidator ??= new());
        var idempotencyKey = binder.HeaderValue<global::NativeLambda.Idempotency.IdempotencyKey>(
            "idempotency-key"
        );
        if (binder.Error is { } error)
        {
            return error;
        }

        return itemEndpoints
            .Create(create!, idempotencyKey, request.Caller!, cancellationToken)
            .ToResponse(request, ItemsJsonContext.Default.Item);
    }

    private Response GetItem(Request request, ReadOnlySpan<byte> itemId, CancellationToken cancellationToken)
    {
        if (RouteAuthorization.Authorize(request, "items/read") is { } denied)
        {
            return denied;
        }

        var binder = new RequestBinder(request);
        var ifNoneMatch = binder.HeaderValue<EntityTags>("if-none-match");
        if (binder.Error is { } error)
        {
            return error;
        }

        return itemEndpoints
            .Get(RequestBinder.PathText(itemId), ifNoneMatch, cancellationToken)
            .ToResponse(request, ItemsJsonContext.Default.Item);
    }

    private Response UpdateItem(
        Request request,
        ReadOnlySpan<byte> itemId,
        CancellationToken cancellationToken
    )
    {
        if (RouteAuthorization.Authorize(request, "items/write") is { } denied)
        {
            return denied;
        }

        var binder = new RequestBinder(request);
        var changes = binder.Body(ItemsJsonContext.Default.ItemUpdate, _itemUpdateValidator ??= new());
        var ifMatch = binder.HeaderValue<EntityTags>("if-match");
        if (binder.Error is { } error)
        {
            return error;
        }

        return itemEndpoints
            .Update(RequestBinder.PathText(itemId), changes!, ifMatch, cancellationToken)
            .ToResponse(request, ItemsJsonContext.Default.Item);
    }

    private Response DeleteItem(
        Request request,
        ReadOnlySpan<byte> itemId,
        CancellationToken cancellationToken
    )
    {
        if (RouteAuthorization.Authorize(request, "items/write") is { } denied)
        {
            return denied;
        }

        var binder = new RequestBinder(request);
        var ifMatch = binder.HeaderValue<EntityTags>("if-match");
        if (binder.Error is { } error)
        {
            return error;
        }

        return itemEndpoints.Delete(RequestBinder.PathText(itemId), ifMatch, cancellationToken);
    }
}
