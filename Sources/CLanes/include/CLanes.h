/// Vectors of doubles, as wide as the instructions that the importing module is compiled for.
///
/// Everything is inlined, so no function compiled for wide vectors can reach another module.
#ifndef CLANES_H
#define CLANES_H

#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__)
#define HYPERTWIN_LANES 8
#elif defined(__AVX2__)
#define HYPERTWIN_LANES 4
#else
#define HYPERTWIN_LANES 2
#endif

#define HYPERTWIN_INLINE static inline __attribute__((always_inline))

typedef double hypertwin_lanes __attribute__((vector_size(8 * HYPERTWIN_LANES)));
/// The same vectors as whole numbers.
typedef uint64_t hypertwin_words __attribute__((vector_size(8 * HYPERTWIN_LANES)));

/// As many complex numbers as a vector has lanes.
///
/// The structures are C's because Swift emits for its own ones functions that copy them, of which
/// the linker keeps one of each size for the whole program. Swift aligns to 16 bytes at most.
struct __attribute__((packed, aligned(16))) hypertwin_line {
  hypertwin_lanes real, imaginary;
};

/// What carries coefficients into digits and joins these, in each lane.
struct __attribute__((packed, aligned(16))) hypertwin_joiner {
  /// What the next coefficients are to be increased by, plus a bias.
  hypertwin_words carry;
  /// The bits that are not yet a whole limb.
  hypertwin_words limb;
  /// The bits of a digit.
  hypertwin_words mask;
  /// What is added to coefficients so that sums are positive.
  hypertwin_words added;
  /// Bits per digit.
  uint64_t bits;
};

/// How many doubles a vector has.
HYPERTWIN_INLINE long hypertwin_lane_count(void) { return HYPERTWIN_LANES; }

HYPERTWIN_INLINE hypertwin_lanes hypertwin_load(const double *from) {
  hypertwin_lanes value;
  memcpy(&value, from, sizeof value);
  return value;
}

HYPERTWIN_INLINE void hypertwin_store(double *to, hypertwin_lanes value) {
  memcpy(to, &value, sizeof value);
}

HYPERTWIN_INLINE hypertwin_lanes hypertwin_broadcast(double value) {
#if HYPERTWIN_LANES == 2
  return (hypertwin_lanes){value, value};
#elif HYPERTWIN_LANES == 4
  return (hypertwin_lanes){value, value, value, value};
#else
  return (hypertwin_lanes){value, value, value, value, value, value, value, value};
#endif
}

HYPERTWIN_INLINE hypertwin_lanes hypertwin_add(hypertwin_lanes a, hypertwin_lanes b) {
  return a + b;
}

HYPERTWIN_INLINE hypertwin_lanes hypertwin_subtract(hypertwin_lanes a, hypertwin_lanes b) {
  return a - b;
}

HYPERTWIN_INLINE hypertwin_lanes hypertwin_multiply(hypertwin_lanes a, hypertwin_lanes b) {
  return a * b;
}

/// a·b + c: rounded once where the processor can, twice where it cannot.
HYPERTWIN_INLINE hypertwin_lanes hypertwin_multiply_add(
    hypertwin_lanes a, hypertwin_lanes b, hypertwin_lanes c) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}

/// a·b − c, likewise.
HYPERTWIN_INLINE hypertwin_lanes hypertwin_multiply_subtract(
    hypertwin_lanes a, hypertwin_lanes b, hypertwin_lanes c) {
  return hypertwin_multiply_add(a, b, -c);
}

/// c − a·b, likewise.
HYPERTWIN_INLINE hypertwin_lanes hypertwin_subtract_product(
    hypertwin_lanes c, hypertwin_lanes a, hypertwin_lanes b) {
  return hypertwin_multiply_add(-a, b, c);
}

/// The sum of all lanes.
HYPERTWIN_INLINE double hypertwin_sum(hypertwin_lanes a) {
  double sum = 0;
  for (int i = 0; i < HYPERTWIN_LANES; i++) sum += a[i];
  return sum;
}

/// Lane l is high[l − shift], or low[l − shift + lanes] where that is before the first.
/// `shift` must be a constant from 0 to lanes − 1.
HYPERTWIN_INLINE hypertwin_lanes hypertwin_window(
    hypertwin_lanes low, hypertwin_lanes high, long shift) {
#if HYPERTWIN_LANES == 2
  return shift == 0 ? high : __builtin_shufflevector(low, high, 1, 2);
#elif HYPERTWIN_LANES == 4
  switch (shift) {
    case 0: return high;
    case 1: return __builtin_shufflevector(low, high, 3, 4, 5, 6);
    case 2: return __builtin_shufflevector(low, high, 2, 3, 4, 5);
    default: return __builtin_shufflevector(low, high, 1, 2, 3, 4);
  }
#else
  switch (shift) {
    case 0: return high;
    case 1: return __builtin_shufflevector(low, high, 7, 8, 9, 10, 11, 12, 13, 14);
    case 2: return __builtin_shufflevector(low, high, 6, 7, 8, 9, 10, 11, 12, 13);
    case 3: return __builtin_shufflevector(low, high, 5, 6, 7, 8, 9, 10, 11, 12);
    case 4: return __builtin_shufflevector(low, high, 4, 5, 6, 7, 8, 9, 10, 11);
    case 5: return __builtin_shufflevector(low, high, 3, 4, 5, 6, 7, 8, 9, 10);
    case 6: return __builtin_shufflevector(low, high, 2, 3, 4, 5, 6, 7, 8, 9);
    default: return __builtin_shufflevector(low, high, 1, 2, 3, 4, 5, 6, 7, 8);
  }
#endif
}

/// Asks for the cache line at that place, soon to be read.
HYPERTWIN_INLINE void hypertwin_prefetch(const void *place) { __builtin_prefetch(place, 0, 3); }

/// Asks for the cache line at that place, soon to be written.
HYPERTWIN_INLINE void hypertwin_prefetch_to_write(void *place) {
  __builtin_prefetch(place, 1, 3);
}

/// 64 bits from the byte at `index` on; bytes outside of the first `count` are 0.
HYPERTWIN_INLINE uint64_t hypertwin_bits_at_edge(
    const uint8_t *bytes, long index, long count) {
  uint64_t word = 0;
  for (long i = 7; i >= 0; i--) {
    const long at = index + i;
    word = word << 8 | (at >= 0 && at < count ? bytes[at] : 0);
  }
  return word;
}

/// Consecutive balanced digits of `width` bits (at most 27), the first with its lowest bit at
/// `position`: a digit d counts as d − 2^width from 2^(width − 1) on, and the next as one more.
///
/// The bit below a digit thus tells all about the lower ones. At the edge bytes outside of the
/// `count` ones are 0; elsewhere the 64 bits around a digit must be inside.
HYPERTWIN_INLINE hypertwin_lanes hypertwin_digits(
    const uint8_t *bytes, long count, long position, long width, int edge) {
  hypertwin_words words, shifts;
  for (int pair = 0; pair < HYPERTWIN_LANES / 2; pair++) {
    const long bit = position - 1 + 2 * width * pair;
    uint64_t word;
    if (edge) {
      word = hypertwin_bits_at_edge(bytes, bit >> 3, count);
    } else {
      memcpy(&word, bytes + (bit >> 3), sizeof word);
    }
    words[2 * pair] = word;
    words[2 * pair + 1] = word;
    shifts[2 * pair] = (uint64_t)(bit & 7);
    shifts[2 * pair + 1] = (uint64_t)((bit & 7) + width);
  }
  // With the bit below as its last, a digit is e = 2·d + p. Flipping the sign bit makes it
  // e + 2^width, if e counts as signed, and (e + 1) / 2 = d + p rounds down.
  const uint64_t sign = (uint64_t)1 << width, mask = 2 * sign - 1;
  hypertwin_words digits = ((((words >> shifts) & mask) ^ sign) + 1) >> 1;
  // The bits of 2^52 + d are those of 2^52 with d in the lowest places.
  const uint64_t two52 = 0x4330000000000000;
  return (hypertwin_lanes)(digits | two52) - (0x1p52 + (double)(sign >> 1));
}

/// The 64 bits at `base[offsets[l]]` for each lane l.
HYPERTWIN_INLINE hypertwin_words hypertwin_collect(const double *base, const long *offsets) {
  const uint64_t *words = (const uint64_t *)base;
  hypertwin_words value;
  for (int i = 0; i < HYPERTWIN_LANES; i++) value[i] = words[offsets[i]];
  return value;
}

HYPERTWIN_INLINE hypertwin_words hypertwin_spread(uint64_t value) {
  return (hypertwin_words)hypertwin_broadcast(0) + value;
}

HYPERTWIN_INLINE hypertwin_words hypertwin_plus(hypertwin_words a, hypertwin_words b) {
  return a + b;
}

HYPERTWIN_INLINE hypertwin_words hypertwin_and(hypertwin_words a, hypertwin_words b) {
  return a & b;
}

HYPERTWIN_INLINE hypertwin_words hypertwin_or(hypertwin_words a, hypertwin_words b) {
  return a | b;
}

/// Each lane moved up by `count` bits, below 64.
HYPERTWIN_INLINE hypertwin_words hypertwin_up(hypertwin_words a, uint64_t count) {
  return a << count;
}

/// Each lane moved down by `count` bits, below 64, as numbers without sign.
HYPERTWIN_INLINE hypertwin_words hypertwin_down(hypertwin_words a, uint64_t count) {
  return a >> count;
}

/// The lane with that number.
HYPERTWIN_INLINE uint64_t hypertwin_lane(hypertwin_words a, long lane) { return a[lane]; }

/// The integers nearest to a·factor as 64-bit integers, bit patterns in doubles; |a·factor| < 2^51.
HYPERTWIN_INLINE hypertwin_lanes hypertwin_rounded(hypertwin_lanes a, double factor) {
  hypertwin_lanes magic = hypertwin_broadcast(0x1.8p52);
  hypertwin_lanes sum = hypertwin_multiply_add(a, hypertwin_broadcast(factor), magic);
  return (hypertwin_lanes)((hypertwin_words)sum - (hypertwin_words)magic);
}

#endif
