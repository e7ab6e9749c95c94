#include <boost/json/parse.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gateway/base/assert.hpp"
#include "gateway/mapping/code_table_answer.hpp"

// What a core may give as a table of codes: what is taken reads from its file as it was given.

using namespace otkel;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    boost::system::error_code unreadable;
    const auto json = boost::json::parse({reinterpret_cast<const char*>(data), size}, unreadable);
    if (unreadable) {
        return 0;
    }
    const auto answer = mapping::read_table_answer(json, "unit", "v1", {});
    if (!answer || !*answer) {
        return 0;
    }
    const auto& given = json.at("entries").as_array();
    const auto& table = (*answer)->table;
    OTKEL_ASSERT(table.version() == std::string_view(json.at("version").as_string()));
    OTKEL_ASSERT(table.entries().size() == given.size());
    for (const auto& entry : given) {
        const auto found = table.word_of(std::string_view(entry.at("code").as_string()), {});
        OTKEL_ASSERT(found.kind == mapping::CodeAnswer::Kind::found);
    }
    return 0;
}
