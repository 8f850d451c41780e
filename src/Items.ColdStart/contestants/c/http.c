#include "http.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

void server_parse(struct server *server, const char *url) {
  server->socket = -1;
  server->secure = !strncmp(url, "https://", 8);
  strcpy(server->port, server->secure ? "443" : "80");
  if (sscanf(url, "%*[a-z]://%263[^/]", server->authority) != 1 ||
      sscanf(server->authority, "%255[^:]:%5[0-9]", server->host, server->port) < 1)
    fail("an endpoint is not http://host:port or https://host:port");
}

static void disconnect(struct server *server) {
  SSL_free(server->tls);
  server->tls = NULL;
  if (server->socket >= 0) close(server->socket);
  server->socket = -1;
}

// The roots are those of SSL_CERT_FILE and SSL_CERT_DIR, or else the system's.
static SSL_CTX *trust(void) {
  static SSL_CTX *context;
  if (context) return context;
  context = SSL_CTX_new(TLS_client_method());
  if (!context || !SSL_CTX_set_default_verify_paths(context)) fail("OpenSSL does not start");
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
  return context;
}

static bool start_tls(struct server *server) {
  struct in_addr address;
  server->tls = SSL_new(trust());
  if (!server->tls || !SSL_set1_host(server->tls, server->host)) return false;
  // A server name is never an address: RFC 6066, section 3.
  if (inet_pton(AF_INET, server->host, &address) != 1) SSL_set_tlsext_host_name(server->tls, server->host);
  if (SSL_set_fd(server->tls, server->socket) && SSL_connect(server->tls) == 1) return true;
  long verdict = SSL_get_verify_result(server->tls);
  fprintf(stderr, "bootstrap: TLS with %s: %s\n", server->authority,
          verdict == X509_V_OK ? "no handshake" : X509_verify_cert_error_string(verdict));
  ERR_clear_error();
  return false;
}

static bool connect_to(struct server *server) {
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *addresses;
  if (getaddrinfo(server->host, server->port, &hints, &addresses)) return false;
  struct timeval timeout = {.tv_sec = server->timeout_seconds};
  for (struct addrinfo *to = addresses; to && server->socket < 0; to = to->ai_next) {
    server->socket = socket(to->ai_family, to->ai_socktype | SOCK_CLOEXEC, to->ai_protocol);
    setsockopt(server->socket, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    setsockopt(server->socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    setsockopt(server->socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
    if (connect(server->socket, to->ai_addr, to->ai_addrlen)) disconnect(server);
  }
  freeaddrinfo(addresses);
  return server->socket >= 0 && (!server->secure || start_tls(server));
}

static bool send_all(struct server *server, struct span request) {
  while (request.length > 0) {
    ssize_t sent = server->tls ? SSL_write(server->tls, request.data, (int)request.length)
                               : write(server->socket, request.data, request.length);
    if (sent <= 0) return false;
    request.data += sent;
    request.length -= (size_t)sent;
  }
  return true;
}

static bool receive_more(struct server *server) {
  struct text *into = &server->received;
  text_reserve(into, 16 * 1024);
  ssize_t count = server->tls ? SSL_read(server->tls, into->data + into->length, 16 * 1024)
                              : read(server->socket, into->data + into->length, 16 * 1024);
  if (count <= 0) return false;
  into->length += (size_t)count;
  into->data[into->length] = 0;
  return true;
}

struct span response_header(const struct response *response, const char *name) {
  char line[64];
  snprintf(line, sizeof line, "\r\n%s:", name);
  const char *value = strcasestr(response->head, line);
  if (!value) return (struct span){0};
  value += strlen(line);
  value += strspn(value, " ");
  return (struct span){value, strcspn(value, "\r")};
}

static bool receive_response(struct server *server, struct response *response) {
  char *split;
  do
    if (!receive_more(server)) return false;
  while (!(split = strstr(server->received.data, "\r\n\r\n")));
  *split = 0;

  *response = (struct response){.head = server->received.data};
  size_t start = (size_t)(split - server->received.data) + 4;
  struct span length = response_header(response, "content-length");
  if (sscanf(response->head, "HTTP/1.%*d %d", &response->status) != 1 || !length.data) {
    fprintf(stderr, "bootstrap: %s sent a response without a status or Content-Length\n", server->authority);
    return false;
  }
  size_t end = start + strtoul(length.data, NULL, 10);
  while (server->received.length < end)
    if (!receive_more(server)) return false;
  // receive_more may have reallocated the buffer.
  response->head = server->received.data;
  response->body = (struct span){server->received.data + start, end - start};
  return true;
}

bool server_exchange(struct server *server, struct span request, struct response *response) {
  bool reused = server->socket >= 0;
  server->received.length = 0;
  if ((reused || connect_to(server)) && send_all(server, request) && receive_response(server, response)) return true;
  disconnect(server);
  // The connection may have been closed while it was idle, for example while the sandbox was frozen.
  return reused && server->received.length == 0 && server_exchange(server, request, response);
}
