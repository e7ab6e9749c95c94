#include "gateway/journal/sqlite/log_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace otkel::journal {

LogFile::LogFile(std::string file, int descriptor) : file_(std::move(file)), descriptor_(descriptor) {}

LogFile::LogFile(LogFile&& other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

LogFile::~LogFile() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);  // SQLite has no locks on the log, which this would drop
    }
}

Result<LogFile> LogFile::of(const std::filesystem::path& journal) {
    auto file = journal.string() + "-wal";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) {
        return fail(Errc::storage_failed, "cannot open " + file + ": " + std::generic_category().message(errno));
    }
    return LogFile(std::move(file), descriptor);
}

Result<void> LogFile::sync() const {
    if (::fdatasync(descriptor_) == 0) {
        return {};
    }
    return fail(Errc::storage_failed, "cannot sync " + file_ + ": " + std::generic_category().message(errno) +
                                          ". What was last written may not be on the disk: see to it, and restart the "
                                          "gateway");
}

}  // namespace otkel::journal
