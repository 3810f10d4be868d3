// Tells Swift's runtime where a program's types and conformances are. A toolchain has this as
// swiftrt.o for its own processor only.
#include <stdint.h>

struct range {
  uintptr_t start, length;
};

// The sections that runtimes of version 5 look for, in their order.
#define EACH_SECTION(DO)                                                                     \
  DO(protocols) DO(protocol_conformances) DO(type_metadata) DO(typeref) DO(reflstr)          \
  DO(fieldmd) DO(assocty) DO(replace) DO(replac2) DO(builtin) DO(capture) DO(mpenum)         \
  DO(accessible_functions) DO(runtime_attributes) DO(tests)

#define COUNT(name) +1
struct sections {
  uintptr_t version;
  const void *base;
  void *reserved[2];
  struct range ranges[0 EACH_SECTION(COUNT)];
};

// A linker knows the bounds of sections that are there, be they empty.
#define DECLARE(name)                                                                        \
  __asm__(".pushsection swift5_" #name ",\"a\"\n.popsection");                               \
  extern const char __start_swift5_##name[] __attribute__((visibility("hidden")));           \
  extern const char __stop_swift5_##name[] __attribute__((visibility("hidden")));
EACH_SECTION(DECLARE)

extern const char __ehdr_start[] __attribute__((weak));
extern void swift_addNewDSOImage(const struct sections *);

#define BOUNDS(name)                                                                         \
  {(uintptr_t)__start_swift5_##name, (uintptr_t)(__stop_swift5_##name - __start_swift5_##name)},

__attribute__((constructor)) static void add_image(void) {
  static struct sections sections;
  sections = (struct sections){5, __ehdr_start, {0, 0}, {EACH_SECTION(BOUNDS)}};
  swift_addNewDSOImage(&sections);
}
