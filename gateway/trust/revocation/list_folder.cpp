#include "gateway/trust/revocation/list_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

namespace otkel::trust {
namespace {

constexpr std::string_view extension = ".crl";

Failure refused(std::string_view action, const std::filesystem::path& file, int error) {
    return fail(Errc::storage_failed, "cannot " + std::string(action) + ": " + std::generic_category().message(error),
                {file.string(), 0, 0, {}});
}

class Descriptor {
public:
    Descriptor(const std::filesystem::path& file, int flags)
        : descriptor_(open(file.c_str(), flags | O_CLOEXEC, 0640)) {}
    ~Descriptor() { (void)close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

    [[nodiscard]] bool write(std::string_view content) const {
        while (!content.empty()) {
            const auto written = ::write(descriptor_, content.data(), content.size());
            if (written < 0 && errno == EINTR) {
                continue;
            }
            if (written < 0) {
                return false;
            }
            content.remove_prefix(static_cast<std::size_t>(written));
        }
        return true;
    }
    [[nodiscard]] bool sync() const { return fsync(descriptor_) == 0; }
    [[nodiscard]] bool close() {
        const int closing = std::exchange(descriptor_, -1);
        return closing < 0 || ::close(closing) == 0;
    }

private:
    int descriptor_;
};

}  // namespace

Result<void> ListFolder::write(const std::string& name, std::string_view content) const {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    if (error) {
        return refused("make the folder", folder_, error.value());
    }
    const auto file = folder_ / (name + std::string(extension));
    const auto fresh = folder_ / (name + ".new");
    {
        Descriptor out(fresh, O_WRONLY | O_CREAT | O_TRUNC);
        if (!out.is_open() || !out.write(content) || !out.sync() || !out.close()) {
            const int reason = errno;
            std::filesystem::remove(fresh, error);
            return refused("write", fresh, reason);
        }
    }
    std::filesystem::rename(fresh, file, error);
    if (error) {
        return refused("replace", file, error.value());
    }
    const Descriptor folder(folder_, O_RDONLY | O_DIRECTORY);
    if (!folder.is_open() || !folder.sync()) {
        return refused("flush the folder", folder_, errno);
    }
    return {};
}

void ListFolder::remove(const std::string& name) const {
    std::error_code ignored;
    std::filesystem::remove(folder_ / (name + std::string(extension)), ignored);
}

std::vector<std::filesystem::path> ListFolder::files() const {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    std::filesystem::directory_iterator at(folder_, error);
    for (; !error && at != std::filesystem::directory_iterator(); at.increment(error)) {
        std::error_code unreadable;
        if (at->is_regular_file(unreadable) && at->path().extension() == extension) {
            files.push_back(at->path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

Result<std::string> ListFolder::read(const std::filesystem::path& file, std::size_t octets_max) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (error) {
        return refused("read", file, error.value());
    }
    if (size > octets_max) {
        return fail(Errc::limit_exceeded,
                    "a revocation list of more than " + std::to_string(octets_max) + " octets is not read",
                    {file.string(), 0, 0, {}});
    }
    std::string content(size, '\0');
    std::ifstream stream(file, std::ios::binary);
    stream.read(content.data(), static_cast<std::streamsize>(size));
    if (!stream) {
        return refused("read", file, EIO);
    }
    return content;
}

}  // namespace otkel::trust
