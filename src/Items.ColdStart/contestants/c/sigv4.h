// AWS Signature Version 4 for DynamoDB's JSON protocol.
#pragma once

#include "text.h"

struct credentials {
  const char *region, *key_id, *secret, *session_token;  // NULL without a token
};

// Appends the whole signed HTTP request for an operation such as GetItem.
void sign_request(struct text *request, const struct credentials *with, const char *authority, const char *operation,
                  struct span body);
