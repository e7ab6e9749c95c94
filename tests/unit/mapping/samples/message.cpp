#include "tests/unit/mapping/samples/message.hpp"

#include <algorithm>

#include "gateway/xml/canonical_writer.hpp"

namespace otkel::mapping::samples {
namespace {

class Output {
public:
    Output(const Namespaces& namespaces, bool own_prefixes) : own_prefixes_(own_prefixes) {
        for (const auto& [prefix, space] : namespaces) {
            declared_.emplace_back(prefix, space);
        }
        declared_.emplace_back("xsi", std::string(instance_space));
    }

    std::string document(const Node& node) {
        std::string out;
        xml::CanonicalWriter writer(out);
        // Values that are names need all prefixes of the mapping.
        for (const auto& [prefix, space] : declared_) {
            writer.declare(prefix, space);
            if (!own_prefixes_) {
                writer.declare("x" + prefix, space);
            }
        }
        element(writer, node);
        return out;
    }

private:
    void element(xml::CanonicalWriter& writer, const Node& node) {
        writer.open(prefix(node.name), node.name.local);
        for (const auto& [name, value] : node.attributes) {
            writer.attribute(name.prefix == "xml" ? "xml" : prefix(name), name.local, value);
        }
        if (node.document_root != nullptr) {
            writer.text(document(node.children.front()));
        } else {
            writer.text(node.text);
            for (const auto& child : node.children) {
                element(writer, child);
            }
        }
        writer.close();
    }

    [[nodiscard]] std::string prefix(const XmlName& name) const {
        if (name.space.empty()) {
            return {};
        }
        const auto known =
            std::find_if(declared_.begin(), declared_.end(), [&](const auto& one) { return one.second == name.space; });
        return known == declared_.end() ? name.prefix : (own_prefixes_ ? "" : "x") + known->first;
    }

    Namespaces declared_;
    bool own_prefixes_;
};

}  // namespace

std::string octets_of(const Node& node, const Namespaces& namespaces, bool own_prefixes) {
    return Output(namespaces, own_prefixes).document(node);
}

}  // namespace otkel::mapping::samples
