// An HTTP/1.1 client with one persistent, blocking connection to one server.
#pragma once

#include <openssl/ssl.h>

#include "text.h"

struct server {
  char host[256], port[6], authority[264];
  bool secure;
  int timeout_seconds;  // zero: no timeout
  int socket;           // -1: not connected
  SSL *tls;
  struct text received;
};

// Valid until the server's next exchange.
struct response {
  int status;
  const char *head;
  struct span body;
};

// http://host:port or https://host:port; without a port the default of the scheme is used.
void server_parse(struct server *server, const char *url);

// False when there is no connection or no response in time, or the certificate is not valid for the host.
bool server_exchange(struct server *server, struct span request, struct response *response);

struct span response_header(const struct response *response, const char *name);
