// Decimal digits of pi on GMP, by the two algorithms of Hypertwin's kernel: a peer for script/bench.
//
//   pi_gmp pi gauss-legendre|chudnovsky DIGITS THREADS
//
// prints DIGITS, nanoseconds to the last decimal (conversion included), the last 15 decimals as a
// number, and 0. GMP has no threads, so THREADS must be 1.
#include <gmp.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Bits beyond the digits; Gauss-Legendre loses one or two per iteration.
enum { guard_bits = 128 };

// Writes the decimals behind the point of a fixed-point number with so many bits behind it.
static char *decimals(mpz_t pi, unsigned long digits, mp_bitcnt_t bits) {
  mpz_t power;
  mpz_init(power);
  mpz_ui_pow_ui(power, 10, digits);
  mpz_mul(pi, pi, power);
  mpz_fdiv_q_2exp(pi, pi, bits);
  char *text = mpz_get_str(NULL, 10, pi);
  mpz_clear(power);
  return text;
}

// The arithmetic-geometric mean with A = a^2 and B = b^2 kept: one square root and one square an
// iteration. All numbers are fixed-point.
static void gauss_legendre(mpz_t pi, mp_bitcnt_t bits) {
  mpz_t a, b, a2, b2, t, d;
  mpz_inits(a, b, a2, b2, t, d, NULL);
  mpz_setbit(a, bits);
  mpz_setbit(a2, bits);
  mpz_setbit(b2, bits - 1);
  mpz_setbit(t, bits - 2);
  for (mp_bitcnt_t k = 0;; k++) {
    mpz_mul_2exp(b, b2, bits);
    mpz_sqrt(b, b);
    mpz_sub(d, a, b);
    mpz_add(a, a, b);
    mpz_fdiv_q_2exp(a, a, 1);
    mpz_mul(d, d, d);
    mpz_fdiv_q_2exp(d, d, bits + 2);
    mpz_add(a2, a2, b2);
    mpz_fdiv_q_2exp(a2, a2, 1);
    mpz_sub(a2, a2, d);
    mpz_sub(b2, a2, d);
    const mp_bitcnt_t left = mpz_sgn(d) ? mpz_sizeinbase(d, 2) : 0;
    mpz_mul_2exp(d, d, k);
    mpz_sub(t, t, d);
    // The next d is about the square of this one.
    if (2 * left + k + 4 < bits) break;
  }
  mpz_add(a2, a2, b2);
  mpz_mul_2exp(a2, a2, bits - 1);
  mpz_tdiv_q(pi, a2, t);
  mpz_clears(a, b, a2, b2, t, d, NULL);
}

// P, Q and T of the terms from `first` up to `end`; P only where it is needed.
static void split(mpz_t p, mpz_t q, mpz_t t, unsigned long first, unsigned long end, int needs_p) {
  if (end - first == 1) {
    const unsigned long k = first;
    if (k == 0) {
      mpz_set_ui(p, 1);
      mpz_set_ui(q, 1);
    } else {
      mpz_set_ui(p, 6 * k - 5);
      mpz_mul_ui(p, p, 2 * k - 1);
      mpz_mul_ui(p, p, 6 * k - 1);
      mpz_set_ui(q, k * k);
      mpz_mul_ui(q, q, k);
      mpz_mul_ui(q, q, 10939058860032000);
    }
    mpz_mul_ui(t, p, 13591409 + 545140134 * k);
    if (k & 1) mpz_neg(t, t);
    return;
  }
  mpz_t right_p, right_q, right_t;
  mpz_inits(right_p, right_q, right_t, NULL);
  const unsigned long middle = first + (end - first) / 2;
  split(p, q, t, first, middle, 1);
  split(right_p, right_q, right_t, middle, end, needs_p);
  mpz_mul(t, t, right_q);
  mpz_mul(right_t, right_t, p);
  mpz_add(t, t, right_t);
  mpz_mul(q, q, right_q);
  if (needs_p) mpz_mul(p, p, right_p);
  mpz_clears(right_p, right_q, right_t, NULL);
}

static void chudnovsky(mpz_t pi, mp_bitcnt_t bits) {
  mpz_t p, q, t;
  mpz_inits(p, q, t, NULL);
  // A term adds log2(640320^3 / 1728) bits.
  split(p, q, t, 0, (unsigned long)((double)bits / 47.110413) + 2, 0);
  mpz_mul_ui(q, q, 426880);
  mpz_set_ui(pi, 10005);
  mpz_mul_2exp(pi, pi, 2 * bits);
  mpz_sqrt(pi, pi);
  // Q and T have twice the bits that matter.
  const mp_bitcnt_t excess = mpz_sizeinbase(t, 2) > bits ? mpz_sizeinbase(t, 2) - bits : 0;
  mpz_fdiv_q_2exp(t, t, excess);
  mpz_fdiv_q_2exp(q, q, excess);
  mpz_mul(pi, pi, q);
  mpz_tdiv_q(pi, pi, t);
  mpz_clears(p, q, t, NULL);
}

int main(int count, char **arguments) {
  const unsigned long digits = count == 5 ? strtoul(arguments[3], NULL, 10) : 0;
  if (digits == 0 || strcmp(arguments[1], "pi") != 0 || strcmp(arguments[4], "1") != 0) {
    fprintf(stderr, "usage: pi_gmp pi gauss-legendre|chudnovsky DIGITS 1\n");
    return 2;
  }
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  const mp_bitcnt_t bits = (mp_bitcnt_t)ceil((double)digits * log2(10)) + guard_bits;
  mpz_t pi;
  mpz_init(pi);
  if (strcmp(arguments[2], "gauss-legendre") == 0) {
    gauss_legendre(pi, bits);
  } else {
    chudnovsky(pi, bits);
  }
  char *text = decimals(pi, digits, bits);
  clock_gettime(CLOCK_MONOTONIC, &end);
  const size_t length = strlen(text);
  const long long nanoseconds =
      (end.tv_sec - start.tv_sec) * 1000000000LL + (end.tv_nsec - start.tv_nsec);
  printf("%lu %lld %lld 0\n", digits, nanoseconds, atoll(length > 15 ? text + length - 15 : text));
  mpz_clear(pi);
  free(text);
  return 0;
}
