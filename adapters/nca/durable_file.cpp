#include "adapters/nca/durable_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace otkel::adapters::nca {
namespace {

constexpr mode_t owner_only = 0600;

Failure storage_failure(const std::filesystem::path& file, std::string_view what, int error) {
    return fail(Errc::storage_failed, "cannot " + std::string(what) + ": " + std::generic_category().message(error),
                Place{file.string(), 0, 0, {}});
}

class Descriptor {
public:
    Descriptor(const std::filesystem::path& file, int flags)
        : number_(::open(file.c_str(), flags | O_CLOEXEC, owner_only)) {}
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
            return storage_failure(file, "write", errno);
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(descriptor.number()) != 0) {
        return storage_failure(file, "flush", errno);
    }
    return {};
}

Result<void> flush_folder(const std::filesystem::path& folder) {
    const Descriptor descriptor(folder, O_RDONLY | O_DIRECTORY);
    if (descriptor.number() < 0 || ::fsync(descriptor.number()) != 0) {
        return storage_failure(folder, "flush the folder", errno);
    }
    return {};
}

Result<void> make_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return storage_failure(folder, "make the folder", error.value());
    }
    return {};
}

}  // namespace

Result<void> replace_file(const std::filesystem::path& file, std::string_view content) {
    if (auto made = make_folder(file.parent_path()); !made) {
        return made;
    }
    auto fresh = file;
    fresh += ".new";
    {
        const Descriptor descriptor(fresh, O_WRONLY | O_CREAT | O_TRUNC);
        if (descriptor.number() < 0) {
            return storage_failure(fresh, "make the file", errno);
        }
        if (auto written = write_all(descriptor, fresh, content); !written) {
            return written;
        }
    }
    if (::rename(fresh.c_str(), file.c_str()) != 0) {
        return storage_failure(file, "replace the file", errno);
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
        return storage_failure(file, "open the file", errno);
    }
    if (auto written = write_all(descriptor, file, content); !written || !is_new) {
        return written;
    }
    return flush_folder(file.parent_path());
}

}  // namespace otkel::adapters::nca
