#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <xercesc/framework/MemoryManager.hpp>

#include "gateway/xsd/schema_model.hpp"

namespace otkel::xsd {

// Xerces has no limits of its own for schemas: a few lines of nested groups grow without bound, and a long chain of
// types ends the stack. But whatever it does it allocates, so this is where it can be stopped. What it leaves behind
// when it is stopped is given back by the destructor.
class Budget : public xercesc::MemoryManager {
public:
    explicit Budget(const LoadLimits& limits);
    ~Budget() override;
    Budget(const Budget&) = delete;
    Budget& operator=(const Budget&) = delete;

    void* allocate(XMLSize_t size) override;  // throws xercesc::OutOfMemoryException when a limit is passed
    void deallocate(void* memory) override;
    xercesc::MemoryManager* getExceptionMemoryManager() override;

    // Its memory goes back with the budget; it is never destroyed.
    template <class T, class... Arguments>
    [[nodiscard]] T& make(Arguments&&... arguments) {
        return *std::construct_at(static_cast<T*>(allocate(sizeof(T))), std::forward<Arguments>(arguments)...);
    }

    [[nodiscard]] const std::string& exceeded() const { return exceeded_; }  // which limit; empty for none

private:
    struct alignas(std::max_align_t) Block {
        Block* before;
        Block* after;
        std::size_t octets;
    };

    [[nodiscard]] std::string limit_passed(std::size_t octets);

    const LoadLimits& limits_;
    const std::chrono::steady_clock::time_point begin_;
    const std::uintptr_t stack_begin_;
    Block blocks_{};  // the ring's head, holds nothing
    std::size_t octets_{0};
    std::uint64_t allocations_{0};
    std::string exceeded_;
};

}  // namespace otkel::xsd
