/* Records what a program writes to the files of one folder, and when it waits for the disk, for power.py.
 *
 * Loaded before libc (LD_PRELOAD). RECORD_TO names the record, which grows; RECORD_BELOW the folder. Each entry: kind (1 byte),
 * offset, length of the path, length of the data (8 bytes each), path, data. Kinds: b a run begins, w a write, t a new length, s a file's sync,
 * d a folder's sync, c a file that came into being, u one that went, o a write to standard output. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define FILES 4096
static char *paths[FILES]; /* of open files below the folder */
static int is_folder[FILES];
static int out = -1;
static const char *below;
/* held while a call is made and entered: the order of entries is that of the calls */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static void put(const void *bytes, size_t length) {
    REAL(ssize_t, "write", int, const void *, size_t);
    for (const char *at = bytes; length > 0;) {
        ssize_t n = real(out, at, length);
        if (n <= 0) abort();
        at += n, length -= (size_t)n;
    }
}

static void enter(char kind, uint64_t offset, const char *path, const void *data, uint64_t length) {
    if (out < 0) return;
    uint64_t head[3] = {offset, strlen(path), length};
    put(&kind, 1), put(head, sizeof head), put(path, head[1]), put(data, length);
}

__attribute__((constructor)) static void begin(void) {
    REAL(int, "open", const char *, int, ...);
    below = getenv("RECORD_BELOW");
    const char *to = getenv("RECORD_TO");
    if (below && to) out = real(to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    enter('b', 0, "", "", 0);
}

static int known(int fd) { return out >= 0 && fd >= 0 && fd < FILES && paths[fd]; }

static int opened(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode) {
    if (out < 0) return real(path, flags, mode);
    pthread_mutex_lock(&lock);
    struct stat found;
    int was_there = stat(path, &found) == 0;
    int fd = real(path, flags, mode), error = errno;
    size_t length = strlen(path);
    int index = length > 4 && !strcmp(path + length - 4, "-shm"); /* made anew at every start */
    if (fd >= 0 && fd < FILES && !strncmp(path, below, strlen(below)) && !index) {
        free(paths[fd]);
        paths[fd] = strdup(path);
        is_folder[fd] = was_there && S_ISDIR(found.st_mode);
        if (!was_there) enter('c', 0, path, "", 0);
        else if (flags & O_TRUNC) enter('t', 0, path, "", 0);
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return fd;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        REAL(int, #name, const char *, int, ...); \
        return opened(real, path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

int close(int fd) {
    REAL(int, "close", int);
    pthread_mutex_lock(&lock);
    if (known(fd)) free(paths[fd]), paths[fd] = NULL;
    int done = real(fd), error = errno;
    pthread_mutex_unlock(&lock);
    errno = error;
    return done;
}

ssize_t write(int fd, const void *data, size_t length) {
    REAL(ssize_t, "write", int, const void *, size_t);
    if (!known(fd) && fd != 1) return real(fd, data, length);
    pthread_mutex_lock(&lock);
    off_t at = fd == 1 ? 0 : lseek(fd, 0, SEEK_CUR);
    ssize_t n = real(fd, data, length);
    int error = errno;
    if (n > 0) enter(fd == 1 ? 'o' : 'w', (uint64_t)at, fd == 1 ? "" : paths[fd], data, (uint64_t)n);
    pthread_mutex_unlock(&lock);
    errno = error;
    return n;
}

#define PWRITE(name, offset_t) \
    ssize_t name(int fd, const void *data, size_t length, offset_t at) { \
        REAL(ssize_t, #name, int, const void *, size_t, offset_t); \
        if (!known(fd)) return real(fd, data, length, at); \
        pthread_mutex_lock(&lock); \
        ssize_t n = real(fd, data, length, at); \
        int error = errno; \
        if (n > 0) enter('w', (uint64_t)at, paths[fd], data, (uint64_t)n); \
        pthread_mutex_unlock(&lock); \
        errno = error; \
        return n; \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

/* nobody writes to the files this way: power.py must not believe that it knows all */
ssize_t writev(int fd, const struct iovec *parts, int n) {
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    if (known(fd)) abort();
    return real(fd, parts, n);
}

#define TRUNCATE(name, offset_t) \
    int name(int fd, offset_t length) { \
        REAL(int, #name, int, offset_t); \
        if (!known(fd)) return real(fd, length); \
        pthread_mutex_lock(&lock); \
        int done = real(fd, length), error = errno; \
        if (done == 0) enter('t', (uint64_t)length, paths[fd], "", 0); \
        pthread_mutex_unlock(&lock); \
        errno = error; \
        return done; \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name) \
    int name(int fd) { \
        REAL(int, #name, int); \
        if (!known(fd)) return real(fd); \
        pthread_mutex_lock(&lock); \
        int done = real(fd), error = errno; \
        if (done == 0) enter(is_folder[fd] ? 'd' : 's', 0, paths[fd], "", 0); \
        pthread_mutex_unlock(&lock); \
        errno = error; \
        return done; \
    }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    pthread_mutex_lock(&lock);
    int done = real(path), error = errno;
    if (out >= 0 && done == 0 && !strncmp(path, below, strlen(below))) enter('u', 0, path, "", 0);
    pthread_mutex_unlock(&lock);
    errno = error;
    return done;
}
