#include "gateway/trust/issuing/development_folder.hpp"

#include <fmt/format.h>

#include <fstream>

#include "gateway/base/bytes.hpp"

namespace otkel::trust::issuing {
namespace {

namespace fs = std::filesystem;

Failure failure(std::string_view what, const fs::path& path, std::string_view reason) {
    Place place;
    place.file = path.string();
    return fail(Errc::storage_failed, fmt::format("the development PKI: {}: {}", what, reason), std::move(place));
}

fs::perms permissions_for(DevelopmentFolder::Readers readers) {
    constexpr auto owner = fs::perms::owner_read | fs::perms::owner_write;
    constexpr auto everybody = owner | fs::perms::group_read | fs::perms::others_read;
    return readers == DevelopmentFolder::Readers::owner ? owner : everybody;
}

}  // namespace

DevelopmentFolder::DevelopmentFolder(const fs::path& final_place)
    : final_place_(final_place), path_(final_place.string() + ".new-" + to_hex(random_octets(8))) {}

DevelopmentFolder::~DevelopmentFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

Result<void> DevelopmentFolder::open() const {
    std::error_code error;
    fs::create_directories(path_, error);
    if (!error) {
        fs::permissions(path_, fs::perms::owner_all, error);
    }
    if (error) {
        return failure("the folder cannot be made", path_, error.message());
    }
    return {};
}

Result<void> DevelopmentFolder::write(const std::string& name, std::string_view content, Readers readers) const {
    const auto file = path_ / name;
    std::ofstream stream(file, std::ios::binary);
    stream << content;
    stream.close();
    if (!stream) {
        return failure("the file cannot be written", file, "is the disk full?");
    }
    std::error_code error;
    fs::permissions(file, permissions_for(readers), error);
    if (error) {
        return failure("the file cannot be protected", file, error.message());
    }
    return {};
}

Result<void> DevelopmentFolder::publish(std::string_view marker) const {
    std::error_code error;
    fs::rename(path_, final_place_, error);
    std::error_code ignored;
    if (error && !fs::exists(final_place_ / marker, ignored)) {
        return failure("the folder cannot get its name", final_place_, error.message());
    }
    return {};
}

std::string pem(std::string_view label, std::string_view der) {
    constexpr std::size_t line = 64;  // RFC 7468 section 2
    auto base64 = to_base64(der);
    std::string out;
    // In one piece: a key's text must not be left behind in memory by growing.
    out.reserve(base64.size() + base64.size() / line + 2 * (label.size() + 20));
    out.append("-----BEGIN ").append(label).append("-----\n");
    for (std::size_t at = 0; at < base64.size(); at += line) {
        out.append(base64, at, line).append("\n");
    }
    out.append("-----END ").append(label).append("-----\n");
    wipe(base64);
    return out;
}

}  // namespace otkel::trust::issuing
