#include <set>

#include "gateway/asic/asic.hpp"
#include "gateway/asic/manifest.hpp"
#include "gateway/asic/names.hpp"
#include "gateway/signing/algorithms.hpp"
#include "gateway/trust/cms/cms_writer.hpp"

namespace otkel::asic {
namespace {

Result<void> check_files(std::span<const AsicFile> files, const Limits& limits) {
    std::set<std::string_view> names;
    if (files.empty()) {
        return fail(Errc::invalid_argument, "a container holds at least one file");
    }
    for (const auto& file : files) {
        if (file.name == "mimetype" || file.name.starts_with(meta_folder)) {
            return fail(Errc::invalid_argument, "\"" + file.name + "\" is a name of the container's own");
        }
        if (!names.insert(file.name).second) {
            return fail(Errc::invalid_argument, "two files are named \"" + file.name + "\"");
        }
        if (const auto checked = check_name(file.name, limits.name_octets); !checked) {
            return fail(Errc::invalid_argument, checked.error().detail);
        }
    }
    return {};
}

Result<std::string> sign(const std::string& manifest, const crypto::Identity& identity, WallTime signing_time) {
    return trust::sign_cms(manifest, identity, {.detached = true, .signing_time = signing_time});
}

}  // namespace

Result<std::string> write_asic_e(std::span<const AsicFile> files, const crypto::Identity& identity,
                                 WallTime signing_time, const Limits& limits) {
    if (auto checked = check_files(files, limits); !checked) {
        return fail(checked.error());
    }
    const auto* method = signing::signature_method_for(identity.key);
    if (method == nullptr) {
        return fail(Errc::invalid_argument, "keys of this kind do not sign containers");
    }
    const auto digest = crypto::digest_of(method->algorithm);
    Manifest manifest{std::string(written_signature), {}};
    for (const auto& file : files) {
        manifest.references.push_back({file.name, digest, crypto::digest(digest, file.octets)});
    }
    const auto signed_octets = write_manifest(manifest);
    auto signature = sign(signed_octets, identity, signing_time);
    if (!signature) {
        return fail(signature.error());
    }
    Container container{std::string(media_type_e), {files.begin(), files.end()}};
    container.files.push_back({std::string(written_manifest), signed_octets});
    container.files.push_back({std::string(written_signature), std::move(*signature)});
    auto zip = write_container(container);
    if (!zip) {
        return zip;
    }
    // Sizes, and names that differ in their letters' case only: these rules stand in the reader.
    if (const auto readable = read_container(*zip, limits); !readable) {
        return fail(Errc::invalid_argument,
                    "these files make no container that is read again: " + readable.error().detail);
    }
    return zip;
}

}  // namespace otkel::asic
