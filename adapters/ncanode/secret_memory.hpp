#pragma once

#include <boost/json/memory_resource.hpp>
#include <string>

#include "gateway/base/bytes.hpp"

// Requests may carry private keys and passwords: whatever held them is overwritten before it is given back.

namespace otkel::adapters::ncanode {

// Memory of one JSON document.
class SecretMemory final : public boost::json::memory_resource {
private:
    void* do_allocate(std::size_t size, std::size_t alignment) override;
    void do_deallocate(void* memory, std::size_t size, std::size_t alignment) override;
    [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }
};

// Wipes a string of someone else's at the end of the block.
class WipedAtEnd {
public:
    explicit WipedAtEnd(std::string& secret) : secret_(secret) {}
    ~WipedAtEnd() { wipe(secret_); }
    WipedAtEnd(const WipedAtEnd&) = delete;
    WipedAtEnd& operator=(const WipedAtEnd&) = delete;

private:
    std::string& secret_;
};

}  // namespace otkel::adapters::ncanode
