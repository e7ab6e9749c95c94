#pragma once

#include "gateway/core/embedded/register.hpp"

namespace otkel::core {

// A part of a transaction that is undone unless kept. Throws what SQLiteCpp throws.
class Savepoint {
public:
    explicit Savepoint(Register& owner) : records_(owner) { records_.savepoint(); }
    ~Savepoint() {
        if (!kept_) {
            records_.undo();
        }
    }
    Savepoint(const Savepoint&) = delete;
    Savepoint& operator=(const Savepoint&) = delete;
    void keep() {
        records_.release();
        kept_ = true;
    }

private:
    Register& records_;
    bool kept_{false};
};

}  // namespace otkel::core
