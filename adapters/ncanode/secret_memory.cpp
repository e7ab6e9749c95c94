#include "adapters/ncanode/secret_memory.hpp"

#include <cstddef>
#include <cstring>
#include <new>

#include "gateway/base/assert.hpp"

namespace otkel::adapters::ncanode {

// Boost.JSON gives back keys with another alignment than it asked for (1.81), so what fits everything is used for all.
void* SecretMemory::do_allocate(std::size_t size, std::size_t alignment) {
    OTKEL_ASSERT(alignment <= alignof(std::max_align_t));
    return ::operator new(size);
}

void SecretMemory::do_deallocate(void* memory, std::size_t size, std::size_t /*alignment*/) {
    // memset() before a release may be optimized away.
    explicit_bzero(memory, size);
    ::operator delete(memory, size);
}

}  // namespace otkel::adapters::ncanode
