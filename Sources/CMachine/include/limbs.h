/// Sums, differences and shifts of long numbers, with the processor's carry from limb to limb.
///
/// Swift's `addingReportingOverflow` becomes a branch on the carry here, which for random digits is
/// foreseen wrongly every other time. Numbers are little-endian arrays of 64-bit limbs. All of this
/// goes upwards, so a result may be in the place of an operand, or below it.
#ifndef HYPERTWIN_LIMBS_H
#define HYPERTWIN_LIMBS_H

#include <stdint.h>

typedef unsigned long long hypertwin_limb;

#define HYPERTWIN_LIMBS static inline __attribute__((always_inline))

/// The limb at `a` of a number moved down by `bits`, below 64.
///
/// The barrier keeps the compiler from the double shift, which is several times slower than its
/// parts on many processors.
HYPERTWIN_LIMBS hypertwin_limb hypertwin_limb_down(const uint64_t *a, unsigned bits) {
  if (bits == 0) return a[0];
  hypertwin_limb low = a[0] >> bits;
  __asm__("" : "+r"(low));
  return low | a[1] << (64 - bits);
}

/// result = a + b·2^−bits + carry; the carry out of it. Reads b[count] unless `bits` is 0.
HYPERTWIN_LIMBS uint64_t hypertwin_limbs_sum(
    uint64_t *result, const uint64_t *a, const uint64_t *b, long count, unsigned bits,
    uint64_t carry) {
  hypertwin_limb c = carry;
  long i = 0;
  for (; i + 4 <= count; i += 4) {
    const hypertwin_limb b0 = hypertwin_limb_down(b + i, bits);
    const hypertwin_limb b1 = hypertwin_limb_down(b + i + 1, bits);
    const hypertwin_limb b2 = hypertwin_limb_down(b + i + 2, bits);
    const hypertwin_limb b3 = hypertwin_limb_down(b + i + 3, bits);
    const hypertwin_limb r0 = __builtin_addcll(a[i], b0, c, &c);
    const hypertwin_limb r1 = __builtin_addcll(a[i + 1], b1, c, &c);
    const hypertwin_limb r2 = __builtin_addcll(a[i + 2], b2, c, &c);
    const hypertwin_limb r3 = __builtin_addcll(a[i + 3], b3, c, &c);
    result[i] = r0;
    result[i + 1] = r1;
    result[i + 2] = r2;
    result[i + 3] = r3;
  }
  for (; i < count; i++) {
    result[i] = __builtin_addcll(a[i], hypertwin_limb_down(b + i, bits), c, &c);
  }
  return c;
}

/// result = a − b·2^−bits − borrow; the borrow out of it. Reads b[count] unless `bits` is 0.
HYPERTWIN_LIMBS uint64_t hypertwin_limbs_difference(
    uint64_t *result, const uint64_t *a, const uint64_t *b, long count, unsigned bits,
    uint64_t borrow) {
  hypertwin_limb c = borrow;
  long i = 0;
  for (; i + 4 <= count; i += 4) {
    const hypertwin_limb b0 = hypertwin_limb_down(b + i, bits);
    const hypertwin_limb b1 = hypertwin_limb_down(b + i + 1, bits);
    const hypertwin_limb b2 = hypertwin_limb_down(b + i + 2, bits);
    const hypertwin_limb b3 = hypertwin_limb_down(b + i + 3, bits);
    const hypertwin_limb r0 = __builtin_subcll(a[i], b0, c, &c);
    const hypertwin_limb r1 = __builtin_subcll(a[i + 1], b1, c, &c);
    const hypertwin_limb r2 = __builtin_subcll(a[i + 2], b2, c, &c);
    const hypertwin_limb r3 = __builtin_subcll(a[i + 3], b3, c, &c);
    result[i] = r0;
    result[i + 1] = r1;
    result[i + 2] = r2;
    result[i + 3] = r3;
  }
  for (; i < count; i++) {
    result[i] = __builtin_subcll(a[i], hypertwin_limb_down(b + i, bits), c, &c);
  }
  return c;
}

/// a + b, without shifts.
HYPERTWIN_LIMBS uint64_t hypertwin_limbs_add(
    uint64_t *result, const uint64_t *a, const uint64_t *b, long count, uint64_t carry) {
  return hypertwin_limbs_sum(result, a, b, count, 0, carry);
}

/// a − b, without shifts.
HYPERTWIN_LIMBS uint64_t hypertwin_limbs_subtract(
    uint64_t *result, const uint64_t *a, const uint64_t *b, long count, uint64_t borrow) {
  return hypertwin_limbs_difference(result, a, b, count, 0, borrow);
}

/// A limb moved down by one, with the lowest bit of the one above it at its top.
HYPERTWIN_LIMBS uint64_t hypertwin_limb_halved(uint64_t limb, uint64_t above) {
  const uint64_t mixed = (limb & ~(uint64_t)1) | (above & 1);
  return mixed >> 1 | mixed << 63;
}

/// result = (a + b + carry) / 2 for a positive `count`, where `above` has as its lowest bit that of
/// the sum's next limb.
HYPERTWIN_LIMBS void hypertwin_limbs_halve_sum(
    uint64_t *result, const uint64_t *a, const uint64_t *b, long count, uint64_t carry,
    uint64_t above) {
  hypertwin_limb c = carry;
  uint64_t last = __builtin_addcll(a[0], b[0], c, &c);
  long i = 1;
  for (; i + 4 <= count; i += 4) {
    const hypertwin_limb s0 = __builtin_addcll(a[i], b[i], c, &c);
    const hypertwin_limb s1 = __builtin_addcll(a[i + 1], b[i + 1], c, &c);
    const hypertwin_limb s2 = __builtin_addcll(a[i + 2], b[i + 2], c, &c);
    const hypertwin_limb s3 = __builtin_addcll(a[i + 3], b[i + 3], c, &c);
    result[i - 1] = hypertwin_limb_halved(last, s0);
    result[i] = hypertwin_limb_halved(s0, s1);
    result[i + 1] = hypertwin_limb_halved(s1, s2);
    result[i + 2] = hypertwin_limb_halved(s2, s3);
    last = s3;
  }
  for (; i < count; i++) {
    const hypertwin_limb s = __builtin_addcll(a[i], b[i], c, &c);
    result[i - 1] = hypertwin_limb_halved(last, s);
    last = s;
  }
  result[count - 1] = hypertwin_limb_halved(last, above);
}

/// result = a / 2 for a positive `count`, where `above` has as its lowest bit that of the next
/// limb.
HYPERTWIN_LIMBS void hypertwin_limbs_halve(
    uint64_t *result, const uint64_t *a, long count, uint64_t above) {
  uint64_t limb = a[0];
  for (long i = 0; i + 1 < count; i++) {
    const uint64_t next = a[i + 1];
    result[i] = hypertwin_limb_halved(limb, next);
    limb = next;
  }
  result[count - 1] = hypertwin_limb_halved(limb, above);
}

/// result = a·2^−bits for bits from 0 to 63. Reads a[count] unless `bits` is 0.
HYPERTWIN_LIMBS void hypertwin_limbs_down(
    uint64_t *result, const uint64_t *a, long count, unsigned bits) {
  for (long i = 0; i < count; i++) result[i] = hypertwin_limb_down(a + i, bits);
}

/// low = (low + high + carry) / 2 and high = (low − high − borrow) / 2 for a positive `count`,
/// where `above_sum` and `above_difference` have as their lowest bits those of the next limbs.
HYPERTWIN_LIMBS void hypertwin_limbs_halve_sum_and_difference(
    uint64_t *low, uint64_t *high, long count, uint64_t carry, uint64_t borrow,
    uint64_t above_sum, uint64_t above_difference) {
  hypertwin_limb c = carry, b = borrow;
  const hypertwin_limb first_low = low[0], first_high = high[0];
  uint64_t sum = __builtin_addcll(first_low, first_high, c, &c);
  uint64_t difference = __builtin_subcll(first_low, first_high, b, &b);
  long i = 1;
  for (; i + 4 <= count; i += 4) {
    const hypertwin_limb l0 = low[i], l1 = low[i + 1], l2 = low[i + 2], l3 = low[i + 3];
    const hypertwin_limb h0 = high[i], h1 = high[i + 1], h2 = high[i + 2], h3 = high[i + 3];
    const hypertwin_limb s0 = __builtin_addcll(l0, h0, c, &c);
    const hypertwin_limb s1 = __builtin_addcll(l1, h1, c, &c);
    const hypertwin_limb s2 = __builtin_addcll(l2, h2, c, &c);
    const hypertwin_limb s3 = __builtin_addcll(l3, h3, c, &c);
    low[i - 1] = hypertwin_limb_halved(sum, s0);
    low[i] = hypertwin_limb_halved(s0, s1);
    low[i + 1] = hypertwin_limb_halved(s1, s2);
    low[i + 2] = hypertwin_limb_halved(s2, s3);
    sum = s3;
    const hypertwin_limb d0 = __builtin_subcll(l0, h0, b, &b);
    const hypertwin_limb d1 = __builtin_subcll(l1, h1, b, &b);
    const hypertwin_limb d2 = __builtin_subcll(l2, h2, b, &b);
    const hypertwin_limb d3 = __builtin_subcll(l3, h3, b, &b);
    high[i - 1] = hypertwin_limb_halved(difference, d0);
    high[i] = hypertwin_limb_halved(d0, d1);
    high[i + 1] = hypertwin_limb_halved(d1, d2);
    high[i + 2] = hypertwin_limb_halved(d2, d3);
    difference = d3;
  }
  for (; i < count; i++) {
    const hypertwin_limb l = low[i], h = high[i];
    const hypertwin_limb s = __builtin_addcll(l, h, c, &c);
    const hypertwin_limb d = __builtin_subcll(l, h, b, &b);
    low[i - 1] = hypertwin_limb_halved(sum, s);
    high[i - 1] = hypertwin_limb_halved(difference, d);
    sum = s;
    difference = d;
  }
  low[count - 1] = hypertwin_limb_halved(sum, above_sum);
  high[count - 1] = hypertwin_limb_halved(difference, above_difference);
}

#endif
