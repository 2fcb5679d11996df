/* The reference: poll, one buffer for each stream, a stamp right behind recv, nothing else.
   reference PORT STREAMS REQUESTS -> one JSON object on stdout. Times are ns of the monotonic clock. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifdef __APPLE__
#define CLOCK CLOCK_UPTIME_RAW
#else
#define CLOCK CLOCK_MONOTONIC
#endif
#define MARK "\"clock\":["
#define ROOM 16384

struct stream {
  int64_t sent;
  int measured, chunks;
  size_t length;
  int64_t last_seen, last_written;
  char text[ROOM];
};

static int64_t now(void) {
  struct timespec at;
  clock_gettime(CLOCK, &at);
  return (int64_t)at.tv_sec * 1000000000 + at.tv_nsec;
}

static int connected(int port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
  inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
  if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
    perror("connect");
    exit(1);
  }
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return fd;
}

static int64_t *first, *lag, *gap;
static size_t firsts, lags, gaps, chunks;

static void told(struct stream *stream, int64_t arrived, int64_t written, int64_t seen) {
  if (stream->measured) {
    chunks++;
    lag[lags++] = seen - written;
    if (stream->chunks == 0) first[firsts++] = (seen - stream->sent) - (written - arrived);
    else gap[gaps++] = llabs((seen - stream->last_seen) - (written - stream->last_written));
  }
  stream->chunks++;
  stream->last_seen = seen;
  stream->last_written = written;
}

/* Takes what has come; true when the answer is over. */
static int took(struct stream *stream, int fd) {
  ssize_t count = recv(fd, stream->text + stream->length, ROOM - stream->length - 1, 0);
  int64_t seen = now();
  if (count <= 0) {
    fprintf(stderr, "the connection broke\n");
    exit(1);
  }
  stream->length += (size_t)count;
  stream->text[stream->length] = 0;
  char *from = stream->text, *mark, *close;
  while ((mark = strstr(from, MARK)) && (close = strchr(mark + strlen(MARK), ']'))) {
    char *comma;
    int64_t arrived = strtoll(mark + strlen(MARK), &comma, 10);
    told(stream, arrived, strtoll(comma + 1, 0, 10), seen);
    from = close;
  }
  int over = strstr(from, "\r\n0\r\n\r\n") != 0;
  stream->length = over ? 0 : strlen(from);
  memmove(stream->text, from, stream->length);
  return over;
}

static void dump(const char *name, const int64_t *values, size_t count) {
  printf("\"%s\":[", name);
  for (size_t i = 0; i < count; i++) printf("%s%lld", i ? "," : "", (long long)values[i]);
  printf("]");
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  int port = atoi(argv[1]), streams = atoi(argv[2]), left = atoi(argv[3]), busy = streams, warm = streams;
  struct pollfd *polls = calloc((size_t)streams, sizeof *polls);
  struct stream *all = calloc((size_t)streams, sizeof *all);
  size_t room = ((size_t)left + (size_t)streams) * 64;
  first = calloc(room, 8), lag = calloc(room, 8), gap = calloc(room, 8);
  char body[1100], request[1400];
  memset(body, 'a', 1024);
  body[1024] = 0;
  snprintf(request, sizeof request,
           "POST /stream?%d HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 1024\r\n\r\n%s",
           streams, body);
  for (int i = 0; i < streams; i++) polls[i] = (struct pollfd){.fd = connected(port), .events = POLLIN};
  struct rusage begun, ended;
  for (int i = 0; i < streams; i++) {
    all[i].sent = now();
    send(polls[i].fd, request, strlen(request), 0);
    usleep(2000);
  }
  getrusage(RUSAGE_SELF, &begun);
  while (busy > 0) {
    poll(polls, (nfds_t)streams, -1);
    for (int i = 0; i < streams; i++) {
      if (!(polls[i].revents & (POLLIN | POLLHUP)) || !took(&all[i], polls[i].fd)) continue;
      if (warm > 0 && --warm == 0) getrusage(RUSAGE_SELF, &begun);
      if (left == 0) {
        polls[i].fd = -1;
        busy--;
        continue;
      }
      left--;
      all[i].measured = 1;
      all[i].chunks = 0;
      all[i].sent = now();
      send(polls[i].fd, request, strlen(request), 0);
    }
  }
  getrusage(RUSAGE_SELF, &ended);
  double us = (double)(ended.ru_utime.tv_sec - begun.ru_utime.tv_sec + ended.ru_stime.tv_sec - begun.ru_stime.tv_sec) * 1e6 +
              (double)(ended.ru_utime.tv_usec - begun.ru_utime.tv_usec + ended.ru_stime.tv_usec - begun.ru_stime.tv_usec);
  printf("{\"cpuMicros\":%.0f,\"chunks\":%zu,", us, chunks);
  dump("first", first, firsts), printf(","), dump("lag", lag, lags), printf(","), dump("gap", gap, gaps), printf("}\n");
  return 0;
}
