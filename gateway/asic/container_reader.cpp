#include <algorithm>

#include "gateway/asic/container.hpp"
#include "gateway/asic/zip_layout.hpp"
#include "gateway/asic/zip_library.hpp"
#include "gateway/base/bytes.hpp"

namespace otkel::asic {
namespace {

Failure damaged(const std::string& what) { return fail(Errc::malformed, "the container is damaged: " + what); }

std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }

Result<ZipArchive> open(std::string_view zip) {
    ZipError error;
    ZipSource source(zip_source_buffer_create(zip.data(), zip.size(), 0, error.out()));
    if (source == nullptr) {
        return fail(Errc::internal, "cannot read the container: " + error.text());
    }
    ZipArchive archive(zip_open_from_source(source.get(), ZIP_RDONLY | ZIP_CHECKCONS, error.out()));
    if (archive == nullptr) {
        return damaged(error.text());
    }
    hand_over(source);  // the archive owns it from here
    return archive;
}

struct Entry {
    zip_uint64_t index{0};
    std::string name;
    std::size_t octets{0};
    bool stored{false};
};

class Reader {
public:
    Reader(zip_t* archive, const Limits& limits) : archive_(archive), limits_(limits) {}

    // All of them are looked at before the first is unpacked.
    Result<std::vector<Entry>> entries() {
        std::vector<Entry> all;
        const auto count = zip_get_num_entries(archive_, 0);
        for (zip_int64_t i = 0; i < count; ++i) {
            auto entry = look_at(static_cast<zip_uint64_t>(i));
            if (!entry) {
                return fail(entry.error());
            }
            if (!entry->name.ends_with('/')) {
                all.push_back(std::move(*entry));
            }
        }
        return all;
    }

    [[nodiscard]] Result<std::string> unpack(const Entry& entry) const {
        const ZipFile file(zip_fopen_index(archive_, entry.index, 0));
        if (file == nullptr) {
            return damaged(quoted(entry.name) + ": " + zip_strerror(archive_));
        }
        std::string octets(entry.octets, '\0');
        std::size_t done = 0;
        while (done < octets.size()) {
            const auto got = zip_fread(file.get(), octets.data() + done, octets.size() - done);
            if (got <= 0) {
                return damaged(quoted(entry.name) + ": " + zip_file_strerror(file.get()));
            }
            done += static_cast<std::size_t>(got);
        }
        char beyond = 0;  // the library compares size and check sum at the end only
        if (zip_fread(file.get(), &beyond, 1) != 0) {
            return damaged(quoted(entry.name) + " is not what its check sum and size say");
        }
        return octets;
    }

private:
    Result<Entry> look_at(zip_uint64_t index) {
        zip_stat_t stat{};
        constexpr zip_uint64_t needed =
            ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
        const auto* name = zip_get_name(archive_, index, ZIP_FL_ENC_RAW);
        if (name == nullptr || zip_stat_index(archive_, index, 0, &stat) != 0 || (stat.valid & needed) != needed) {
            return damaged(zip_strerror(archive_));
        }
        Entry entry{index, name, 0, stat.comp_method == ZIP_CM_STORE};
        if (auto checked = check(entry.name, stat); !checked) {
            return fail(checked.error());
        }
        entry.octets = static_cast<std::size_t>(stat.size);
        return entry;
    }

    Result<void> check(const std::string& name, const zip_stat_t& stat) {
        const bool folder = name.ends_with('/');
        if (stat.encryption_method != ZIP_EM_NONE) {
            return fail(Errc::forbidden_construct, quoted(name) + " is encrypted; decrypt the container first");
        }
        if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE) {
            return fail(Errc::unsupported, quoted(name) + " is packed by method " + std::to_string(stat.comp_method) +
                                               "; stored and deflated files are read");
        }
        if (folder && stat.size != 0) {
            return fail(Errc::forbidden_construct, "the folder " + quoted(name) + " has content of its own");
        }
        if (is_link(stat.index)) {
            return fail(Errc::forbidden_construct, quoted(name) + " is a symbolic link");
        }
        return check_size(name, stat);
    }

    Result<void> check_size(const std::string& name, const zip_stat_t& stat) {
        if (stat.size > limits_.file_octets || stat.size > limits_.total_octets - total_) {
            return fail(Errc::limit_exceeded, quoted(name) + " has " + std::to_string(stat.size) +
                                                  " octets unpacked; " + std::to_string(limits_.file_octets) +
                                                  " are accepted for a file and " +
                                                  std::to_string(limits_.total_octets) + " for all");
        }
        total_ += static_cast<std::size_t>(stat.size);
        if (stat.size > limits_.ratio_free_octets && stat.size / limits_.ratio > stat.comp_size) {
            return fail(Errc::limit_exceeded,
                        quoted(name) + " unpacks to more than " + std::to_string(limits_.ratio) + " times its size");
        }
        return {};
    }

    [[nodiscard]] bool is_link(zip_uint64_t index) const {
        constexpr zip_uint32_t kind_of_file = 0170000;
        constexpr zip_uint32_t link = 0120000;
        zip_uint8_t system = 0;
        zip_uint32_t attributes = 0;
        return zip_file_get_external_attributes(archive_, index, 0, &system, &attributes) == 0 &&
               ((attributes >> 16U) & kind_of_file) == link;
    }

    zip_t* archive_;
    const Limits& limits_;
    std::size_t total_{0};
};

// EN 319 162-1 annex A.1: so that the octets at a known place tell what the file is.
Result<std::string> media_type_of(const std::string& octets, const Entry& entry, std::string_view zip) {
    constexpr std::size_t name_length = 26;
    constexpr std::size_t name = 30;
    if (!entry.stored || zip.substr(name_length, 2) != std::string_view("\x08\0", 2) ||
        !zip.substr(name).starts_with(entry.name)) {
        return fail(Errc::malformed, "the entry \"mimetype\" of the container is not the first one, or is packed");
    }
    const auto type = trim(octets);
    if (type != media_type_s && type != media_type_e) {
        return fail(Errc::unsupported, "the container is no ASiC: its media type is another than " +
                                           std::string(media_type_s) + " and " + std::string(media_type_e));
    }
    return std::string(type);
}

}  // namespace

const AsicFile* Container::find(std::string_view name) const {
    const auto at = std::find_if(files.begin(), files.end(), [&](const AsicFile& file) { return file.name == name; });
    return at == files.end() ? nullptr : &*at;
}

Result<void> check_name(std::string_view name, std::size_t octets_max) {
    if (name.empty() || name.size() > octets_max) {
        return fail(Errc::forbidden_construct, "a name in the container has " + std::to_string(name.size()) +
                                                   " octets; 1 to " + std::to_string(octets_max) + " are accepted");
    }
    const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
    if (!is_valid_utf8(name) || std::any_of(name.begin(), name.end(), is_control)) {
        return fail(Errc::forbidden_construct, "a name in the container is not UTF-8 text: " + to_hex(name));
    }
    const bool drive = name.size() > 1 && name[1] == ':';
    if (drive || name.find('\\') != std::string_view::npos) {
        return fail(Errc::forbidden_construct, quoted(name) + " is no relative path with '/' between its folders");
    }
    for (std::size_t start = 0; start <= name.size();) {
        const auto end = std::min(name.find('/', start), name.size());
        const auto step = name.substr(start, end - start);
        if (step.empty() || step == "." || step == "..") {
            return fail(Errc::forbidden_construct, quoted(name) + " leads out of its folder or has an empty step");
        }
        start = end + 1;
    }
    return {};
}

Result<Container> read_container(std::string_view zip, const Limits& limits) {
    if (zip.size() > limits.octets) {
        return fail(Errc::limit_exceeded, "the container has " + std::to_string(zip.size()) + " octets; " +
                                              std::to_string(limits.octets) + " are accepted");
    }
    if (auto checked = check_layout(zip, limits); !checked) {
        return fail(checked.error());
    }
    const auto archive = open(zip);
    if (!archive) {
        return fail(archive.error());
    }
    Reader reader(archive->get(), limits);
    const auto entries = reader.entries();
    if (!entries) {
        return fail(entries.error());
    }
    Container container;
    for (const auto& entry : *entries) {
        auto octets = reader.unpack(entry);
        if (!octets) {
            return fail(octets.error());
        }
        if (entry.name != "mimetype") {
            container.files.push_back({entry.name, std::move(*octets)});
            continue;
        }
        auto type = media_type_of(*octets, entry, zip);
        if (!type) {
            return fail(type.error());
        }
        container.media_type = std::move(*type);
    }
    return container;
}

}  // namespace otkel::asic
