#include <sstream>

#include "tests/unit/mapping/fixture.hpp"

// The examples of docs/mapping-language.md are true.

namespace otkel::mapping::tests {
namespace {

struct Block {
    std::string kind;  // what stands behind the opening fence
    std::string text;
};

std::vector<Block> blocks_of(const std::string& path) {
    std::ifstream file(path);
    EXPECT_TRUE(file) << path;
    std::vector<Block> blocks;
    bool inside = false;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("```")) {
            inside = !inside;
            if (inside) {
                blocks.push_back({line.substr(3), {}});
            }
        } else if (inside) {
            blocks.back().text += line + "\n";
        }
    }
    return blocks;
}

// Lines without their indentation, in one.
std::string joined(const std::string& text) {
    std::string all;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        all += line.substr(std::min(line.find_first_not_of(' '), line.size()));
    }
    return all;
}

// Around the lines of an example, as the writer writes it.
std::string message(const std::string& content) {
    auto whole = r(content);
    if (content.find("xsi:") != std::string::npos) {
        whole.insert(whole.find('>'), " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"");
    }
    return whole;
}

std::string load_errors(const Folder& folder, const Result<std::shared_ptr<const Mapping>>& mapping) {
    std::string all;
    for (const auto& finding : mapping.error().findings) {
        all += finding.to_string().substr(folder.path().string().size() + 1) + "\n";
    }
    return all;
}

class Examples {
public:
    void run(const Block& block) {
        if (block.kind == "yaml table") {
            folder_.write("codes/unit.yaml", block.text);
        } else if (block.kind == "yaml part") {
            folder_.write("t/word.yaml", block.text);
        } else if (block.kind == "yaml file") {
            mapping_ =
                Mapping::load("mappings/customs/declaration-status.reply.yaml", *load_code_tables("mappings/codes"));
            whole_ = true;
        } else if (block.kind.starts_with("yaml")) {
            mapping_ = load_text(folder_, file_of(block.text));
            whole_ = false;
            one_way_ = block.kind == "yaml one-way";
        } else if (block.kind == "xml") {
            xml_ = whole_ ? joined(block.text) : message(joined(block.text));
        } else if (block.kind == "json") {
            check_pair(block.text);
        } else if (block.kind == "text") {
            EXPECT_EQ((mapping_ ? json_text(**mapping_, xml_) + "\n" : load_errors(folder_, mapping_)), block.text);
            ++checked_;
        }
    }
    [[nodiscard]] int checked() const { return checked_; }

private:
    void check_pair(const std::string& json) {
        ASSERT_TRUE(mapping_) << mapping_.error().to_string();
        EXPECT_EQ(json_text(**mapping_, xml_), boost::json::serialize(boost::json::parse(json)));
        if (!one_way_) {
            EXPECT_EQ(xml_text(**mapping_, json), xml_);
        }
        ++checked_;
    }

    Folder folder_;
    Result<std::shared_ptr<const Mapping>> mapping_{fail(Errc::not_found, "no rules yet")};
    std::string xml_;
    bool whole_{false};
    bool one_way_{false};
    int checked_{0};
};

TEST(MappingDocumentation, has_examples_that_hold) {
    Examples examples;
    for (const auto& block : blocks_of("docs/mapping-language.md")) {
        SCOPED_TRACE(block.text);
        examples.run(block);
    }
    EXPECT_GE(examples.checked(), 18);
}

}  // namespace
}  // namespace otkel::mapping::tests
