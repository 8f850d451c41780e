#include "json.h"

#include <string.h>

static const char *skip_space(const char *at, const char *end) {
  while (at < end && strchr(" \t\r\n", *at) && *at) at++;
  return at;
}

static const char *skip_string(const char *at, const char *end) {
  for (at++; at < end && *at != '"'; at++)
    if (*at == '\\') at++;
  return at < end ? at + 1 : end;
}

static const char *skip_value(const char *at, const char *end) {
  int depth = 0;
  while (at < end) {
    if (*at == '"') {
      at = skip_string(at, end);
    } else if (*at == '{' || *at == '[') {
      depth++, at++;
    } else if (*at == '}' || *at == ']') {
      if (depth == 0) return at;
      depth--, at++;
    } else if (*at == ',' && depth == 0) {
      return at;
    } else {
      at++;
      continue;
    }
    if (depth == 0) return at;
  }
  return end;
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
    if (span_is(content, name)) return (struct span){value, (size_t)(at - value)};
    at = skip_space(at, end);
  } while (at < end && *at == ',');
  return (struct span){0};
}

struct span json_string(struct span value) {
  if (value.length < 2 || value.data[0] != '"') return (struct span){0};
  return (struct span){value.data + 1, value.length - 2};
}
