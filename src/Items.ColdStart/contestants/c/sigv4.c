#include "sigv4.h"

#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define HEX_DIGEST (2 * SHA256_DIGEST_LENGTH + 1)

static void hex(const unsigned char digest[SHA256_DIGEST_LENGTH], char out[HEX_DIGEST]) {
  for (int i = 0; i < SHA256_DIGEST_LENGTH; i++) sprintf(out + 2 * i, "%02x", digest[i]);
}

static void hash(struct span data, char out[HEX_DIGEST]) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256((const unsigned char *)data.data, data.length, digest);
  hex(digest, out);
}

// Replaces the key by the HMAC, which is the key of the next step.
static void authenticate(unsigned char key[SHA256_DIGEST_LENGTH], const char *data) {
  unsigned char code[SHA256_DIGEST_LENGTH];
  HMAC(EVP_sha256(), key, SHA256_DIGEST_LENGTH, (const unsigned char *)data, strlen(data), code, NULL);
  memcpy(key, code, sizeof code);
}

static void sign(const struct credentials *with, const char *date, const char *text, char out[HEX_DIGEST]) {
  unsigned char key[SHA256_DIGEST_LENGTH];
  char secret[256];
  int length = snprintf(secret, sizeof secret, "AWS4%s", with->secret);
  if (length >= (int)sizeof secret) fail("AWS_SECRET_ACCESS_KEY is too long");
  HMAC(EVP_sha256(), secret, length, (const unsigned char *)date, strlen(date), key, NULL);
  authenticate(key, with->region);
  authenticate(key, "dynamodb");
  authenticate(key, "aws4_request");
  authenticate(key, text);
  hex(key, out);
}

void sign_request(struct text *request, const struct credentials *with, const char *authority, const char *operation,
                  struct span body) {
  static struct text canonical, to_sign;
  char now[17], date[9], digest[HEX_DIGEST], signature[HEX_DIGEST];
  time_t seconds = time(NULL);
  struct tm utc;
  gmtime_r(&seconds, &utc);
  strftime(now, sizeof now, "%Y%m%dT%H%M%SZ", &utc);
  strftime(date, sizeof date, "%Y%m%d", &utc);
  const char *signed_headers = with->session_token ? "content-type;host;x-amz-date;x-amz-security-token;x-amz-target"
                                                   : "content-type;host;x-amz-date;x-amz-target";

  // The headers are sent in the form that is signed: in lower case and sorted.
  static struct text headers;
  headers.length = canonical.length = to_sign.length = 0;
  text_format(&headers, "content-type:application/x-amz-json-1.0\nhost:%s\nx-amz-date:%s\n", authority, now);
  if (with->session_token) text_format(&headers, "x-amz-security-token:%s\n", with->session_token);
  text_format(&headers, "x-amz-target:DynamoDB_20120810.%s\n", operation);

  hash(body, digest);
  text_format(&canonical, "POST\n/\n\n%s\n%s\n%s", headers.data, signed_headers, digest);
  hash((struct span){canonical.data, canonical.length}, digest);
  text_format(&to_sign, "AWS4-HMAC-SHA256\n%s\n%s/%s/dynamodb/aws4_request\n%s", now, date, with->region, digest);
  sign(with, date, to_sign.data, signature);

  text_format(request, "POST / HTTP/1.1\r\n");
  for (char *line = strtok(headers.data, "\n"); line; line = strtok(NULL, "\n")) text_format(request, "%s\r\n", line);
  text_format(request,
              "authorization:AWS4-HMAC-SHA256 Credential=%s/%s/%s/dynamodb/aws4_request, SignedHeaders=%s, "
              "Signature=%s\r\ncontent-length:%zu\r\n\r\n",
              with->key_id, date, with->region, signed_headers, signature, body.length);
  text_append(request, body);
}
