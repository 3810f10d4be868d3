// STREAM's four loops as one writes them in C, for comparison with the kernel `stream`: the same
// arrays at the same places, order, passes and check. Prints the best rates of copy, scale, add and
// triad in MB/s, by STREAM's convention and without the first pass; then where the arrays begin
// modulo 2 MiB, and how many of their bytes are on huge pages.
//
//   stream THREADS ARRAY_BYTES PASSES plain|non-temporal system|small|huge OFFSET
//
// Compiled with -fno-tree-loop-distribute-patterns, copy is the loop that is written here; without
// it, gcc calls memcpy, which for large arrays stores around the caches. Compiled with
// -ffp-contract=off, triad has no fused multiply-add, as the kernel's has none.
#include <immintrin.h>
#include <math.h>
#include <omp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum { copy, scale, add, triad, loops };

static const double scalar = 3;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void run_plain(int loop, double *restrict a, double *restrict b, double *restrict c,
                      ptrdiff_t count) {
  switch (loop) {
    case copy:
#pragma omp parallel for schedule(static)
      for (ptrdiff_t i = 0; i < count; ++i) c[i] = a[i];
      break;
    case scale:
#pragma omp parallel for schedule(static)
      for (ptrdiff_t i = 0; i < count; ++i) b[i] = scalar * c[i];
      break;
    case add:
#pragma omp parallel for schedule(static)
      for (ptrdiff_t i = 0; i < count; ++i) c[i] = a[i] + b[i];
      break;
    case triad:
#pragma omp parallel for schedule(static)
      for (ptrdiff_t i = 0; i < count; ++i) a[i] = b[i] + scalar * c[i];
      break;
  }
}

// One vector of the widest registers that -march=native allows.
#if defined(__AVX512F__)
typedef __m512d vector;
#define LOAD _mm512_load_pd
#define STORE _mm512_stream_pd
#define ADD _mm512_add_pd
#define MULTIPLY _mm512_mul_pd
#define ALL _mm512_set1_pd
#elif defined(__AVX__)
typedef __m256d vector;
#define LOAD _mm256_load_pd
#define STORE _mm256_stream_pd
#define ADD _mm256_add_pd
#define MULTIPLY _mm256_mul_pd
#define ALL _mm256_set1_pd
#else
typedef __m128d vector;
#define LOAD _mm_load_pd
#define STORE _mm_stream_pd
#define ADD _mm_add_pd
#define MULTIPLY _mm_mul_pd
#define ALL _mm_set1_pd
#endif
#define WIDTH (ptrdiff_t)(sizeof(vector) / sizeof(double))

static void run_around(int loop, double *restrict a, double *restrict b, double *restrict c,
                       ptrdiff_t count) {
  const vector factor = ALL(scalar);
#pragma omp parallel
  {
    switch (loop) {
      case copy:
#pragma omp for schedule(static) nowait
        for (ptrdiff_t i = 0; i < count; i += WIDTH) STORE(c + i, LOAD(a + i));
        break;
      case scale:
#pragma omp for schedule(static) nowait
        for (ptrdiff_t i = 0; i < count; i += WIDTH) STORE(b + i, MULTIPLY(factor, LOAD(c + i)));
        break;
      case add:
#pragma omp for schedule(static) nowait
        for (ptrdiff_t i = 0; i < count; i += WIDTH) STORE(c + i, ADD(LOAD(a + i), LOAD(b + i)));
        break;
      case triad:
#pragma omp for schedule(static) nowait
        for (ptrdiff_t i = 0; i < count; i += WIDTH)
          STORE(a + i, ADD(LOAD(b + i), MULTIPLY(factor, LOAD(c + i))));
        break;
    }
    _mm_sfence();
  }
}

static void check(const char *name, const double *array, ptrdiff_t count, double expected) {
  double error = 0;
  for (ptrdiff_t i = 0; i < count; ++i) error += fabs(array[i] - expected);
  if (!(error / (double)count / expected < 1e-13)) {
    fprintf(stderr, "stream: %s is wrong: mean relative error %g\n", name,
            error / (double)count / expected);
    exit(1);
  }
}

enum { huge_page = 2 << 20, line = 64 };

// Memory as the kernel `stream` maps it: untouched, from a multiple of 2 MiB on, with the same
// advice.
static char *map(size_t bytes, const char *pages) {
  const size_t mapped = (bytes + 2 * huge_page) / huge_page * huge_page;
  char *start = mmap(NULL, mapped, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (start == MAP_FAILED) return NULL;
  const bool huge = strcmp(pages, "huge") == 0;
  if ((huge || strcmp(pages, "small") == 0) &&
      madvise(start, mapped, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE) != 0 && huge)
    return NULL;
  return start + (huge_page - (uintptr_t)start % huge_page) % huge_page;
}

// All bytes of this process on transparent huge pages; -1 where the kernel does not say.
static long long huge_bytes(void) {
  FILE *table = fopen("/proc/self/smaps_rollup", "r");
  if (!table) return -1;
  char text[256];
  long long kilobytes = -1;
  while (fgets(text, sizeof text, table))
    if (sscanf(text, "AnonHugePages: %lld kB", &kilobytes) == 1) break;
  fclose(table);
  return kilobytes < 0 ? -1 : kilobytes * 1024;
}

int main(int argc, char **argv) {
  const int threads = argc == 7 ? atoi(argv[1]) : 0;
  const long long bytes = argc == 7 ? atoll(argv[2]) : 0;
  const int passes = argc == 7 ? atoi(argv[3]) : 0;
  const bool around = argc == 7 && strcmp(argv[4], "non-temporal") == 0;
  const long long offset = argc == 7 ? atoll(argv[6]) : -1;
  if (threads < 1 || bytes < 4096 || bytes % line != 0 || passes < 2 || passes > 250 ||
      offset < 0 || offset > huge_page || offset % line != 0 ||
      (!around && strcmp(argv[4], "plain") != 0)) {
    fprintf(stderr, "usage: stream THREADS ARRAY_BYTES PASSES plain|non-temporal "
                    "system|small|huge OFFSET\n");
    return 2;
  }
  omp_set_num_threads(threads);
  const ptrdiff_t count = (ptrdiff_t)(bytes / (long long)sizeof(double));
  const size_t stride =
      ((size_t)bytes + huge_page - 1) / huge_page * huge_page + (size_t)offset;
  char *memory = map(2 * stride + (size_t)bytes, argv[5]);
  if (!memory) {
    fprintf(stderr, "stream: no memory for three arrays of %lld bytes, or no such pages\n", bytes);
    return 1;
  }
  double *a = (double *)memory;
  double *b = (double *)(memory + stride);
  double *c = (double *)(memory + 2 * stride);
  // The pages of all three arrays are touched side by side, as the kernel does it; gcc would make
  // a loop for each array out of the next one.
#pragma omp parallel for schedule(static)
  for (ptrdiff_t i = 0; i < count; i += line / (ptrdiff_t)sizeof(double)) {
    *(volatile double *)(a + i) = 2;
    *(volatile double *)(b + i) = 2;
    *(volatile double *)(c + i) = 0;
  }
#pragma omp parallel for schedule(static)
  for (ptrdiff_t i = 0; i < count; ++i) {
    a[i] = 2;
    b[i] = 2;
    c[i] = 0;
  }
  double best[loops] = {INFINITY, INFINITY, INFINITY, INFINITY};
  for (int pass = 0; pass < passes; ++pass) {
    for (int loop = 0; loop < loops; ++loop) {
      const double start = now();
      if (around) run_around(loop, a, b, c, count);
      else run_plain(loop, a, b, c, count);
      const double seconds = now() - start;
      if (pass > 0 && seconds < best[loop]) best[loop] = seconds;
    }
  }
  double ea = 2, eb = 2, ec = 0;
  for (int pass = 0; pass < passes; ++pass) {
    ec = ea;
    eb = scalar * ec;
    ec = ea + eb;
    ea = eb + scalar * ec;
  }
  check("a", a, count, ea);
  check("b", b, count, eb);
  check("c", c, count, ec);
  const double per_element[loops] = {16, 16, 24, 24};
  for (int loop = 0; loop < loops; ++loop)
    printf("%.1f%c", 1e-6 * per_element[loop] * (double)count / best[loop],
           loop == triad ? '\n' : ' ');
  const double *arrays[] = {a, b, c};
  for (int array = 0; array < 3; ++array)
    printf("%lu ", (unsigned long)((uintptr_t)arrays[array] % huge_page));
  printf("%lld\n", huge_bytes());
  return 0;
}
