#pragma once

#include <filesystem>

#include "gateway/base/result.hpp"

namespace otkel::journal {

// Held while a journal is open for writing. SQLite would let two processes write in turn, but each keeps a filter of
// the message ids it has seen, and would not see the other's. The system frees the lock when the process ends, however
// it ends.
class WriterLock {
public:
    [[nodiscard]] static Result<WriterLock> take(const std::filesystem::path& journal);
    ~WriterLock();
    WriterLock(WriterLock&& other) noexcept;
    WriterLock& operator=(WriterLock&&) = delete;

private:
    explicit WriterLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

}  // namespace otkel::journal
