#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace otkel::mapping::samples {

// A message as it is on both sides, or on the one that is known: samples/<system>/<case>/<message>.xml and .json.
struct SampleFiles {
    std::string name;           // "customs/pass/request"
    std::filesystem::path xml;  // empty for none
    std::filesystem::path json;
};

// The samples of the mapping `name` ("customs/declaration-check.request") below `folder`, sorted. <message> is the last
// part of the name ("declaration-check.request"), or what stands behind its last point ("request") in a folder whose
// XML documents are in `space`: the messages of one service share a namespace.
[[nodiscard]] std::vector<SampleFiles> samples_of(const std::filesystem::path& folder, std::string_view name,
                                                  std::string_view space);

}  // namespace otkel::mapping::samples
