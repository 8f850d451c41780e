#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fail(const char *reason) {
  fprintf(stderr, "bootstrap: %s\n", reason);
  exit(1);
}

struct span span_of(const char *literal) { return (struct span){literal, strlen(literal)}; }

bool span_is(struct span span, const char *literal) {
  return span.data && span.length == strlen(literal) && !memcmp(span.data, literal, span.length);
}

void text_reserve(struct text *text, size_t more) {
  size_t needed = text->length + more + 1;
  if (needed <= text->capacity) return;
  text->capacity = needed > 2 * text->capacity ? needed : 2 * text->capacity;
  text->data = realloc(text->data, text->capacity);
  if (!text->data) fail("out of memory");
}

void text_append(struct text *text, struct span span) {
  text_reserve(text, span.length);
  memcpy(text->data + text->length, span.data, span.length);
  text->length += span.length;
  text->data[text->length] = 0;
}

void text_format(struct text *text, const char *format, ...) {
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  size_t length = (size_t)vsnprintf(NULL, 0, format, arguments);
  text_reserve(text, length);
  vsnprintf(text->data + text->length, length + 1, format, again);
  text->length += length;
  va_end(again);
  va_end(arguments);
}
