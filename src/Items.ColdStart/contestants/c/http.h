// One HTTP/1.1 server over one blocking connection that is kept alive.
#pragma once

#include <openssl/ssl.h>

#include "text.h"

struct server {
  char host[256], port[6], authority[264];
  bool secure;
  int timeout_seconds;  // zero waits for ever
  int socket;           // -1: not connected
  SSL *tls;
  struct text received;
};

// Lives until the server's next exchange.
struct response {
  int status;
  const char *head;
  struct span body;
};

// http://host:port or https://host:port; no port is the scheme's own.
void server_parse(struct server *server, const char *url);

// False when the server is out of reach, refuses, times out or is not the one that its certificate should name.
bool server_exchange(struct server *server, struct span request, struct response *response);

struct span response_header(const struct response *response, const char *name);
