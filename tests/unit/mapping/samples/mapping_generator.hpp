#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/unit/mapping/samples/random.hpp"

namespace otkel::mapping::samples {

// A folder of mappings: "t/m.yaml", the parts that it uses, code tables.
using MappingFiles = std::map<std::string, std::string>;

// Random mappings of rules of all shapes inside one another. Every one of them must load, and every message of it must
// come back.
class MappingGenerator {
public:
    explicit MappingGenerator(std::uint64_t seed) : random_(seed) {}
    [[nodiscard]] MappingFiles files();

private:
    struct Around {
        int depth{0};
        std::string json;       // a member that all rules write into, with the point
        bool text{true};        // the text of the element is free
        bool attributes{true};  // so are its attributes
        bool in_entry{false};   // of a list, an object or a document
        std::vector<std::pair<std::string, std::string>> groups{};  // parents of both sides
    };

    [[nodiscard]] std::string fields(Around around);
    [[nodiscard]] std::string rule(Around& around);
    [[nodiscard]] std::string value(Around& around);
    [[nodiscard]] std::string nil_around(const std::string& content, double chance);
    [[nodiscard]] std::string list(Around& around);
    [[nodiscard]] std::string any(Around& around);
    [[nodiscard]] std::string object(Around& around);
    [[nodiscard]] std::string choice(Around& around);
    [[nodiscard]] std::string languages(Around& around);
    [[nodiscard]] std::string entries(Around& around);
    [[nodiscard]] std::string bag(Around& around);
    [[nodiscard]] std::string document(Around& around);
    [[nodiscard]] std::string part(Around& around);
    [[nodiscard]] std::string one_way(Around& around);

    [[nodiscard]] std::string type();
    [[nodiscard]] std::string flag(const char* word, double probability);
    [[nodiscard]] std::string element();
    [[nodiscard]] std::string member(const Around& around);
    [[nodiscard]] std::string inside(const Around& around, bool in_entry);

    Random random_;
    MappingFiles files_;
    int names_{0};
};

}  // namespace otkel::mapping::samples
