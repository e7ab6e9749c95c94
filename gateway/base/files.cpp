#include "gateway/base/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "gateway/base/bytes.hpp"

namespace otkel {
namespace {

constexpr mode_t owner_only = 0600;

Failure cannot(std::string_view action, const std::filesystem::path& file, int error, Errc code) {
    return fail(code, "cannot " + std::string(action) + ": " + std::generic_category().message(error),
                Place{file.string(), 0, 0, {}});
}

class Descriptor {
public:
    Descriptor(const std::filesystem::path& file, int flags, mode_t permissions = owner_only)
        : number_(::open(file.c_str(), flags | O_CLOEXEC, permissions)) {}
    ~Descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int number() const { return number_; }

private:
    int number_;
};

Result<void> write_all(const Descriptor& descriptor, const std::filesystem::path& file, std::string_view content) {
    while (!content.empty()) {
        const auto written = ::write(descriptor.number(), content.data(), content.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return cannot("write", file, errno, Errc::storage_failed);
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(descriptor.number()) != 0) {
        return cannot("flush", file, errno, Errc::storage_failed);
    }
    return {};
}

Result<void> flush_folder(const std::filesystem::path& folder) {
    const Descriptor descriptor(folder, O_RDONLY | O_DIRECTORY);
    if (descriptor.number() < 0 || ::fsync(descriptor.number()) != 0) {
        return cannot("flush the folder", folder, errno, Errc::storage_failed);
    }
    return {};
}

Result<void> make_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return cannot("make the folder", folder, error.value(), Errc::storage_failed);
    }
    return {};
}

Result<void> write_fresh(const std::filesystem::path& file, std::string_view content, mode_t permissions) {
    const Descriptor descriptor(file, O_WRONLY | O_CREAT | O_TRUNC, permissions);
    if (descriptor.number() < 0) {
        return cannot("make the file", file, errno, Errc::storage_failed);
    }
    return write_all(descriptor, file, content);
}

}  // namespace

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder, std::string_view extension) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code unknown;
        if (it->path().extension() == extension && it->is_regular_file(unknown)) {
            files.push_back(it->path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

Result<std::string> read_whole_file(const std::filesystem::path& file, std::size_t limit, Errc unreadable) {
    const Descriptor descriptor(file, O_RDONLY);
    if (descriptor.number() < 0) {
        return cannot("read the file", file, errno, unreadable);
    }
    std::error_code unknown;
    const auto size = std::filesystem::file_size(file, unknown);
    std::string octets;
    // One octet more than expected, so that a file of the expected size ends without growing the string: a secret must
    // not stay behind in memory that a string has left.
    octets.resize(unknown ? limit + 1 : std::min<std::size_t>(size, limit) + 1);
    std::size_t filled = 0;
    while (true) {
        const auto count = ::read(descriptor.number(), octets.data() + filled, octets.size() - filled);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            const int error = errno;
            wipe(octets);
            return cannot("read the file", file, error, unreadable);
        }
        if (count == 0) {
            octets.resize(filled);
            return octets;
        }
        filled += static_cast<std::size_t>(count);
        if (filled > limit) {
            wipe(octets);
            return fail(Errc::limit_exceeded, "the file is larger than " + std::to_string(limit) + " octets",
                        Place{file.string(), 0, 0, {}});
        }
        if (filled == octets.size()) {
            octets.resize(std::min(limit + 1, filled * 2));
        }
    }
}

Result<void> replace_file(const std::filesystem::path& file, std::string_view content, mode_t permissions) {
    if (auto made = make_folder(file.parent_path()); !made) {
        return made;
    }
    auto fresh = file;
    fresh += ".new";
    std::error_code error;
    if (auto written = write_fresh(fresh, content, permissions); !written) {
        std::filesystem::remove(fresh, error);
        return written;
    }
    std::filesystem::rename(fresh, file, error);
    if (error) {
        return cannot("replace the file", file, error.value(), Errc::storage_failed);
    }
    return flush_folder(file.parent_path());
}

Result<void> append_to_file(const std::filesystem::path& file, std::string_view content) {
    std::error_code unknown;
    const bool is_new = !std::filesystem::exists(file, unknown);
    if (is_new) {
        if (auto made = make_folder(file.parent_path()); !made) {
            return made;
        }
    }
    const Descriptor descriptor(file, O_WRONLY | O_CREAT | O_APPEND);
    if (descriptor.number() < 0) {
        return cannot("open the file", file, errno, Errc::storage_failed);
    }
    if (auto written = write_all(descriptor, file, content); !written || !is_new) {
        return written;
    }
    return flush_folder(file.parent_path());
}

}  // namespace otkel
