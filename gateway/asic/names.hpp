#pragma once

#include <string_view>

// Names of EN 319 162-1. Private to asic/.

namespace otkel::asic {

inline constexpr std::string_view manifest_space = "http://uri.etsi.org/02918/v1.2.1#";
inline constexpr std::string_view signature_media_type = "application/pkcs7-signature";

inline constexpr std::string_view meta_folder = "META-INF/";
// The one signature and the one time stamp of ASiC-S (section 4.3.3.2).
inline constexpr std::string_view simple_signature = "META-INF/signature.p7s";
inline constexpr std::string_view simple_time_stamp = "META-INF/timestamp.tst";
// What we write.
inline constexpr std::string_view written_manifest = "META-INF/ASiCManifest.xml";
inline constexpr std::string_view written_signature = simple_signature;

// What a file is for, by its name (sections 4.3.3 and 4.4.3).
enum class Role {
    data,        // also a file of META-INF that is none of the others: somebody has to vouch for it
    manifest,    // META-INF/*ASiCManifest*.xml
    signature,   // META-INF/*.p7s
    time_stamp,  // META-INF/*.tst
    xades,       // META-INF/*signatures*.xml
    archive,     // archive manifests and evidence records
};
[[nodiscard]] Role role_of(std::string_view name);

}  // namespace otkel::asic
