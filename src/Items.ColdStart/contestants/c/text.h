// Slices of text, and a growing buffer.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// A slice of bytes that it does not own. data is NULL when a value is missing.
struct span {
  const char *data;
  size_t length;
};

// An owned buffer, used again and always terminated by a NUL.
struct text {
  char *data;
  size_t length, capacity;
};

_Noreturn void fail(const char *reason);

struct span span_of(const char *literal);
bool span_is(struct span span, const char *literal);

void text_reserve(struct text *text, size_t more);
void text_append(struct text *text, struct span span);
void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
