#include "gateway/journal/sqlite/writer_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace otkel::journal {

Result<WriterLock> WriterLock::take(const std::filesystem::path& journal) {
    // A file of its own: closing any descriptor of the database would drop SQLite's own locks (POSIX fcntl).
    const auto file = journal.string() + "-lock";
    const int descriptor = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        return fail(Errc::storage_failed, "cannot create " + file + ": " + std::generic_category().message(errno));
    }
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        ::close(descriptor);
        return fail(Errc::storage_failed,
                    "the journal " + journal.string() + " is in use by another gateway process; stop that one first");
    }
    return WriterLock(descriptor);
}

WriterLock::WriterLock(WriterLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

WriterLock::~WriterLock() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

}  // namespace otkel::journal
