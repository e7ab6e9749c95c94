#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

#include "gateway/base/assert.hpp"

namespace otkel::net::beast {

// The octets of one connection that were read and not yet understood, in one piece; kept from request to request.
class InputBuffer {
public:
    // Holds a header and a small body, so that a common request is one read.
    static constexpr std::size_t octets_initial = 8 * 1024;

    [[nodiscard]] std::string_view data() const { return {storage_.get() + begin_, end_ - begin_}; }
    [[nodiscard]] bool empty() const { return begin_ == end_; }

    // Room for at least `octets` more, behind data().
    struct Room {
        char* data;
        std::size_t size;
    };
    Room prepare(std::size_t octets) {
        if (capacity_ - end_ < octets) {
            make_room(octets);
        }
        return {storage_.get() + end_, capacity_ - end_};
    }
    void commit(std::size_t octets) {
        OTKEL_ASSERT(octets <= capacity_ - end_);
        end_ += octets;
    }
    void consume(std::size_t octets) {
        OTKEL_ASSERT(octets <= end_ - begin_);
        begin_ += octets;
        if (begin_ == end_) {
            begin_ = end_ = 0;
        }
    }
    // Gives back what a large message needed.
    void shrink() {
        if (empty() && capacity_ > octets_initial) {
            storage_.reset();
            capacity_ = 0;
        }
    }

private:
    void make_room(std::size_t octets) {
        const auto used = end_ - begin_;
        auto wanted = capacity_ == 0 ? octets_initial : capacity_;
        while (wanted < used + octets) {
            wanted *= 2;
        }
        if (wanted == capacity_) {
            std::memmove(storage_.get(), storage_.get() + begin_, used);
        } else {
            auto larger = std::make_unique_for_overwrite<char[]>(wanted);
            if (used != 0) {
                std::memcpy(larger.get(), storage_.get() + begin_, used);
            }
            storage_ = std::move(larger);
            capacity_ = wanted;
        }
        begin_ = 0;
        end_ = used;
    }

    std::unique_ptr<char[]> storage_;
    std::size_t capacity_{0};
    std::size_t begin_{0};
    std::size_t end_{0};
};

}  // namespace otkel::net::beast
