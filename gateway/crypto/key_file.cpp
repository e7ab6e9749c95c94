#include "gateway/crypto/key_file.hpp"

#include <fstream>
#include <utility>

#include "gateway/base/bytes.hpp"

namespace otkel::crypto {

Place place_of(const std::filesystem::path& file) {
    Place place;
    place.file = file.string();
    return place;
}

Result<std::string> read_key_file(const std::filesystem::path& file, std::string_view what) {
    std::ifstream stream;
    // Without a buffer of its own, which nobody would wipe.
    stream.rdbuf()->pubsetbuf(nullptr, 0);
    stream.open(file, std::ios::binary);
    if (!stream) {
        return fail(Errc::invalid_configuration, "the " + std::string(what) + " cannot be opened", place_of(file));
    }
    std::string content(key_file_octets_max + 1, '\0');
    stream.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(stream.gcount()));
    if (content.size() > key_file_octets_max) {
        wipe(content);
        return fail(Errc::invalid_configuration, "the " + std::string(what) + " is larger than 1 MiB", place_of(file));
    }
    return content;
}

Result<Password> read_password(const std::filesystem::path& file, std::string_view what) {
    auto content = read_key_file(file, what);
    if (!content) {
        return fail(content.error());
    }
    return Password(std::move(*content));
}

}  // namespace otkel::crypto
