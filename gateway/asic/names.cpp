#include "gateway/asic/names.hpp"

namespace otkel::asic {

Role role_of(std::string_view name) {
    if (!name.starts_with(meta_folder)) {
        return Role::data;
    }
    name.remove_prefix(meta_folder.size());
    const auto has = [&](std::string_view part) { return name.find(part) != std::string_view::npos; };
    if (has("/")) {
        return Role::data;
    }
    if (name.ends_with(".p7s")) {
        return Role::signature;
    }
    if (name.ends_with(".tst")) {
        return Role::time_stamp;
    }
    if (name.ends_with(".ers") || has("ASiCArchiveManifest") || has("ASiCEvidenceRecordManifest") ||
        has("evidencerecord")) {
        return Role::archive;
    }
    if (!name.ends_with(".xml")) {
        return Role::data;
    }
    if (has("ASiCManifest")) {
        return Role::manifest;
    }
    return has("signatures") ? Role::xades : Role::data;
}

}  // namespace otkel::asic
