#include "gateway/asic/container.hpp"
#include "gateway/asic/zip_library.hpp"

namespace otkel::asic {
namespace {

Failure failed(zip_error_t* error) {
    return fail(Errc::internal, std::string("cannot write the container: ") + zip_error_strerror(error));
}

Result<void> add(zip_t* archive, const std::string& name, const std::string& octets, bool packed) {
    ZipSource source(zip_source_buffer(archive, octets.data(), octets.size(), 0));
    const auto index = source ? zip_file_add(archive, name.c_str(), source.get(), ZIP_FL_ENC_UTF_8) : zip_int64_t{-1};
    if (index < 0) {
        return failed(zip_get_error(archive));
    }
    hand_over(source);  // the archive owns it from here
    const auto at = static_cast<zip_uint64_t>(index);
    // The first day that ZIP knows: a time here would be nobody's word.
    constexpr zip_uint16_t first_of_1980 = (1U << 5U) | 1U;
    if (zip_set_file_compression(archive, at, packed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0) != 0 ||
        zip_file_set_dostime(archive, at, 0, first_of_1980, 0) != 0) {
        return failed(zip_get_error(archive));
    }
    return {};
}

Result<std::string> octets_of(zip_source_t* source) {
    zip_stat_t stat{};
    if (zip_source_stat(source, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0 || zip_source_open(source) != 0) {
        return failed(zip_source_error(source));
    }
    std::string octets(static_cast<std::size_t>(stat.size), '\0');
    const auto got = zip_source_read(source, octets.data(), octets.size());
    zip_source_close(source);
    if (got < 0 || static_cast<std::size_t>(got) != octets.size()) {
        return failed(zip_source_error(source));
    }
    return octets;
}

}  // namespace

Result<std::string> write_container(const Container& container) {
    ZipError error;
    const ZipSource target(zip_source_buffer_create(nullptr, 0, 0, error.out()));
    ZipArchive archive(target ? zip_open_from_source(target.get(), ZIP_TRUNCATE, error.out()) : nullptr);
    if (archive == nullptr) {
        return failed(error.out());
    }
    zip_source_keep(target.get());  // one owner is the archive, the other one reads what it has written
    if (!container.media_type.empty()) {
        if (auto added = add(archive.get(), "mimetype", container.media_type, false); !added) {
            return fail(added.error());
        }
    }
    for (const auto& file : container.files) {
        if (auto added = add(archive.get(), file.name, file.octets, true); !added) {
            return fail(added.error());
        }
    }
    if (zip_close(archive.get()) != 0) {
        return failed(zip_get_error(archive.get()));
    }
    hand_over(archive);  // closed
    return octets_of(target.get());
}

}  // namespace otkel::asic
