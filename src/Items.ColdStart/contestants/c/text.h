// Pieces of text, and text that grows.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// Somebody else's bytes. No data: there is no such thing.
struct span {
  const char *data;
  size_t length;
};

// Its own bytes, kept from one use to the next, always with a NUL behind them.
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
