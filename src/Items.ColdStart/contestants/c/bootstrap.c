// GET /api/v1/items/{item_id} with the Lambda Runtime API and OpenSSL only: the floor for the cold starts of the others.
// It connects to DynamoDB at the first invocation. A price keeps the digits that DynamoDB has.

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http.h"
#include "json.h"
#include "sigv4.h"

#define ITEMS_PATH "/api/v1/items/"

static struct server runtime, dynamodb = {.timeout_seconds = 5};
static struct credentials credentials;
static const char *table;

static const char *setting(const char *name) {
  const char *value = getenv(name);
  if (value && *value) return value;
  fprintf(stderr, "bootstrap: %s is not set\n", name);
  exit(1);
}

static void read_settings(void) {
  char url[300];
  snprintf(url, sizeof url, "http://%s", setting("AWS_LAMBDA_RUNTIME_API"));
  server_parse(&runtime, url);
  table = setting("ITEMS_TABLE");
  credentials.region = setting("AWS_REGION");
  credentials.key_id = setting("AWS_ACCESS_KEY_ID");
  credentials.secret = setting("AWS_SECRET_ACCESS_KEY");
  credentials.session_token = getenv("AWS_SESSION_TOKEN");
  const char *endpoint = getenv("AWS_ENDPOINT_URL_DYNAMODB");
  snprintf(url, sizeof url, "https://dynamodb.%s.amazonaws.com", credentials.region);
  server_parse(&dynamodb, endpoint && *endpoint ? endpoint : url);
}

// Strings and numbers are copied unchanged, with escapes and all digits.
static void write_item(struct text *body, struct span item) {
  static const char *const texts[] = {"item_id", "name", "description", "category", "created_at", "updated_at"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct span value = json_member(json_member(item, texts[i]), "S");
    if (!value.data) value = span_of("null");
    text_format(body, "%c\"%s\":", i == 0 ? '{' : ',', texts[i]);
    text_append(body, value);
  }
  struct span price = json_string(json_member(json_member(item, "price"), "N"));
  text_format(body, ",\"price\":%.*s}", (int)price.length, price.data);
}

static int get_item(struct span id, struct text *body) {
  static struct text query, request;
  struct response response;
  query.length = request.length = 0;
  text_format(&query, "{\"TableName\":\"%s\",\"ConsistentRead\":true,\"Key\":{\"item_id\":{\"S\":\"%.*s\"}}}", table,
              (int)id.length, id.data);
  sign_request(&request, &credentials, dynamodb.authority, "GetItem", (struct span){query.data, query.length});
  if (!server_exchange(&dynamodb, (struct span){request.data, request.length}, &response) || response.status != 200) {
    text_format(body, "{\"detail\":\"Service Unavailable\"}");
    return 503;
  }
  struct span item = json_member(response.body, "Item");
  if (!item.data) {
    text_format(body, "{\"detail\":\"Item %.*s not found\"}", (int)id.length, id.data);
    return 404;
  }
  write_item(body, item);
  return 200;
}

static int route(struct span event, struct text *body) {
  struct span path = json_string(json_member(event, "rawPath"));
  struct span http = json_member(json_member(event, "requestContext"), "http");
  size_t prefix = strlen(ITEMS_PATH);
  if (span_is(json_string(json_member(http, "method")), "GET") && path.length > prefix &&
      !memcmp(path.data, ITEMS_PATH, prefix) && !memchr(path.data + prefix, '/', path.length - prefix))
    return get_item((struct span){path.data + prefix, path.length - prefix}, body);
  text_format(body, "{\"detail\":\"Not Found\"}");
  return 404;
}

// A response's body is JSON inside a JSON string.
static void write_response(struct text *output, int status, const struct text *body) {
  text_format(output, "{\"statusCode\":%d,\"headers\":{\"content-type\":\"application/json\"},\"body\":\"", status);
  for (size_t i = 0; i < body->length; i++) {
    if (body->data[i] == '"' || body->data[i] == '\\') text_append(output, span_of("\\"));
    text_append(output, (struct span){body->data + i, 1});
  }
  text_append(output, span_of("\"}"));
}

int main(void) {
  static struct text next, body, output, request;
  signal(SIGPIPE, SIG_IGN);
  read_settings();
  text_format(&next, "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nhost: %s\r\n\r\n", runtime.authority);
  for (;;) {
    struct response invocation;
    if (!server_exchange(&runtime, (struct span){next.data, next.length}, &invocation) || invocation.status != 200)
      fail("the Runtime API has no event");
    body.length = output.length = request.length = 0;
    int status = route(invocation.body, &body);
    write_response(&output, status, &body);
    struct span id = response_header(&invocation, "lambda-runtime-aws-request-id");
    text_format(&request,
                "POST /2018-06-01/runtime/invocation/%.*s/response HTTP/1.1\r\nhost: %s\r\n"
                "content-type: application/json\r\ncontent-length: %zu\r\n\r\n",
                (int)id.length, id.data, runtime.authority, output.length);
    text_append(&request, (struct span){output.data, output.length});
    if (!server_exchange(&runtime, (struct span){request.data, request.length}, &invocation))
      fail("the Runtime API takes no response");
  }
}
