#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

// The ZIP half of a container: files out of octets and octets out of files. Containers come from anybody.

namespace otkel::asic {

struct Limits {
    std::size_t octets{64UL * 1024 * 1024};         // of the container
    std::size_t entries{1000};                      // folders among them
    std::size_t name_octets{512};                   // of one name
    std::size_t file_octets{64UL * 1024 * 1024};    // of one file, unpacked
    std::size_t total_octets{128UL * 1024 * 1024};  // of all files, unpacked
    std::size_t ratio{200};                         // unpacked to packed, of one file
    std::size_t ratio_free_octets{1024UL * 1024};   // a file up to this size may be packed as well as it likes
};

struct AsicFile {
    std::string name;  // UTF-8 with '/' between folders: "META-INF/signature.p7s"
    std::string octets;
};

struct Container {
    std::string media_type;       // what the entry "mimetype" says; empty without it
    std::vector<AsicFile> files;  // in the order of the central directory, without "mimetype" and folders

    [[nodiscard]] const AsicFile* find(std::string_view name) const;
};

inline constexpr std::string_view media_type_s = "application/vnd.etsi.asic-s+zip";
inline constexpr std::string_view media_type_e = "application/vnd.etsi.asic-e+zip";

// Reads only what every reader of ZIP reads in the same way (zip_layout.hpp), stored or deflated, not encrypted, with
// names that lead nowhere else. Nothing is unpacked before its size is known and within the limits.
// Errc::malformed, Errc::limit_exceeded, Errc::forbidden_construct, Errc::unsupported.
[[nodiscard]] Result<Container> read_container(std::string_view zip, const Limits& limits);

// Of a container that is cut off: the names of its entries as far as they can be read, the last one that in which it
// ends. Empty for anything else. For a message, not for reading.
[[nodiscard]] std::vector<std::string> names_before_cut(std::string_view zip);

// The files after an entry "mimetype" that is first and not packed (EN 319 162-1 annex A.1). One file at least.
[[nodiscard]] Result<std::string> write_container(const Container& container);

// Errc::forbidden_construct for a name that could lead out of a folder or mean two things.
[[nodiscard]] Result<void> check_name(std::string_view name, std::size_t octets_max);

}  // namespace otkel::asic
