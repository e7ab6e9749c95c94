#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "gateway/base/bytes.hpp"
#include "gateway/settings/section.hpp"

namespace otkel::settings {
namespace {

constexpr std::size_t longest_secret = 4096;

class Descriptor {
public:
    explicit Descriptor(const std::filesystem::path& file) : number_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {}
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

Failure cannot_read(const std::filesystem::path& file, int error) {
    return fail(Errc::invalid_configuration, "cannot read the file: " + std::generic_category().message(error),
                Place{file.string(), 0, 0, {}});
}

}  // namespace

std::vector<std::filesystem::path> yaml_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code unknown;
        if (it->path().extension() == ".yaml" && it->is_regular_file(unknown)) {
            files.push_back(it->path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit) {
    const Descriptor descriptor(file);
    if (descriptor.number() < 0) {
        return cannot_read(file, errno);
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
            return cannot_read(file, error);
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

Result<std::string> read_secret(const std::filesystem::path& file) {
    auto text = read_file(file, longest_secret);
    if (!text) {
        return text;
    }
    const auto line = std::string_view(*text).substr(0, text->find_first_of("\r\n"));
    std::string secret(line);
    wipe(*text);
    if (secret.empty()) {
        return fail(Errc::invalid_configuration, "the file of a secret is empty; write the secret as its first line",
                    Place{file.string(), 0, 0, {}});
    }
    return secret;
}

}  // namespace otkel::settings
