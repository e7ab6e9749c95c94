#include "gateway/xsd/budget.hpp"

#include <cstdlib>
#include <memory>
#include <xercesc/util/OutOfMemoryException.hpp>
#include <xercesc/util/PlatformUtils.hpp>

namespace otkel::xsd {
namespace {

// Reading the clock each time would cost as much as allocating.
constexpr std::uint64_t allocations_per_reading = 256;

std::uintptr_t stack_now() { return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)); }

}  // namespace

Budget::Budget(const LoadLimits& limits)
    : limits_(limits), begin_(std::chrono::steady_clock::now()), stack_begin_(stack_now()) {
    blocks_.before = &blocks_;
    blocks_.after = &blocks_;
}

Budget::~Budget() {
    while (blocks_.after != &blocks_) {
        auto* block = blocks_.after;
        blocks_.after = block->after;
        std::free(block);
    }
}

std::string Budget::limit_passed(std::size_t octets) {
    const auto stack = stack_now();
    const auto depth = stack > stack_begin_ ? stack - stack_begin_ : stack_begin_ - stack;
    if (depth > limits_.stack_octets) {
        return "its types refer to each other in too long a chain (" + std::to_string(limits_.stack_octets) +
               " octets of stack)";
    }
    if (octets > limits_.memory_octets || octets_ > limits_.memory_octets - octets) {
        return "it needs more memory than " + std::to_string(limits_.memory_octets) + " octets";
    }
    const bool read_clock = allocations_++ % allocations_per_reading == 0;
    if (read_clock && std::chrono::steady_clock::now() - begin_ > limits_.time) {
        return "it takes longer than " + std::to_string(limits_.time.count()) + " ms to read";
    }
    return {};
}

void* Budget::allocate(XMLSize_t size) {
    const std::size_t octets = size + sizeof(Block);
    // Once stopped, what is left to be tidied up is let through.
    if (exceeded_.empty()) {
        exceeded_ = octets < size ? "it asks for an impossible size" : limit_passed(octets);
        if (!exceeded_.empty()) {
            throw xercesc::OutOfMemoryException();
        }
    }
    auto* memory = std::malloc(octets);
    if (memory == nullptr) {
        throw xercesc::OutOfMemoryException();
    }
    auto* block = std::construct_at(static_cast<Block*>(memory), Block{&blocks_, blocks_.after, octets});
    blocks_.after->before = block;
    blocks_.after = block;
    octets_ += octets;
    return block + 1;
}

void Budget::deallocate(void* memory) {
    if (memory == nullptr) {
        return;
    }
    auto* block = static_cast<Block*>(memory) - 1;
    block->before->after = block->after;
    block->after->before = block->before;
    octets_ -= block->octets;
    std::free(block);
}

xercesc::MemoryManager* Budget::getExceptionMemoryManager() { return xercesc::XMLPlatformUtils::fgMemoryManager; }

}  // namespace otkel::xsd
