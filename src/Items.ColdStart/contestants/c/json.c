#include "json.h"

#include <ctype.h>

static const char *skip_space(const char *at, const char *end) {
  while (at < end && isspace((unsigned char)*at)) at++;
  return at;
}

static const char *skip_string(const char *at, const char *end) {
  for (at++; at < end && *at != '"'; at++)
    if (*at == '\\') at++;
  return at < end ? at + 1 : end;
}

// Stops at the comma or bracket after the value.
static const char *skip_value(const char *at, const char *end) {
  for (int depth = 0; at < end; at++) {
    if (*at == '"') at = skip_string(at, end) - 1;
    else if (*at == '{' || *at == '[') depth++;
    else if ((*at == '}' || *at == ']') && depth-- == 0) break;
    else if (*at == ',' && depth == 0) break;
  }
  return at;
}

struct span json_member(struct span object, const char *name) {
  const char *at = object.data, *end = at + object.length;
  if (!at || at == end || *at != '{') return (struct span){0};
  do {
    const char *key = skip_space(at + 1, end);
    if (key == end || *key != '"') break;
    at = skip_string(key, end);
    struct span content = {key + 1, (size_t)(at - key) - 2};
    at = skip_space(at, end);
    if (at == end || *at != ':') break;
    const char *value = skip_space(at + 1, end);
    at = skip_value(value, end);
    if (!span_is(content, name)) continue;
    size_t length = (size_t)(at - value);
    while (length > 0 && isspace((unsigned char)value[length - 1])) length--;
    return (struct span){value, length};
  } while (at < end && *at == ',');
  return (struct span){0};
}

struct span json_string(struct span value) {
  if (value.length < 2 || value.data[0] != '"') return (struct span){0};
  return (struct span){value.data + 1, value.length - 2};
}
