#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "gateway/xsd/schema_model.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/texts.hpp"

namespace otkel::xsd::tests {

using otkel::tests::finding_texts;
using Folder = otkel::tests::TemporaryFolder;

// The components begin on line 2. `a` is the target namespace, unless `space` is another or empty.
inline std::string schema(const std::string& components, const std::string& more = {},
                          const std::string& space = "urn:a") {
    return "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" " +
           (space.empty() ? "" : "xmlns:a=\"" + space + "\" targetNamespace=\"" + space + "\" ") + more + ">\n" +
           components + "\n</xs:schema>\n";
}

inline std::shared_ptr<const SchemaModel> loaded(const std::filesystem::path& file) {
    auto model = SchemaModel::load(file);
    EXPECT_TRUE(model) << model.error().to_string();
    return model ? *model : nullptr;
}

// The model of one file that has only these components.
inline std::shared_ptr<const SchemaModel> model_of(const std::string& components, const std::string& more = {}) {
    const Folder folder;
    return loaded(folder.write("a.xsd", schema(components, more)));
}

// The type T with this inside, and components beside it.
inline std::shared_ptr<const SchemaModel> model_of_type(const std::string& inside, const std::string& beside = {}) {
    return model_of("<xs:complexType name=\"T\">" + inside + "</xs:complexType>" + beside);
}

inline const ComplexType& type(const SchemaModel& model, const std::string& local, const std::string& space = "urn:a") {
    const auto* found = model.global_type(space, local);
    EXPECT_NE(found, nullptr) << space << " " << local;
    static const ComplexType none;
    return found == nullptr ? none : *found;
}

inline const Element& element(const SchemaModel& model, const std::string& local, const std::string& space = "urn:a") {
    const auto* found = model.global_element(space, local);
    EXPECT_NE(found, nullptr) << space << " " << local;
    static const Element none;
    return found == nullptr ? none : *found;
}

// "name least..most": "a 0..1", "b 1..*".
inline std::string text_of(const Child& child) {
    return child.element->name.local + " " + std::to_string(child.occurs.least) + ".." +
           (child.occurs.most == unbounded ? "*" : std::to_string(child.occurs.most));
}

inline std::vector<std::string> texts_of(const std::vector<Child>& children) {
    std::vector<std::string> texts;
    for (const auto& child : children) {
        texts.push_back(text_of(child));
    }
    return texts;
}

inline const Child& child(const std::vector<Child>& children, const std::string& local) {
    for (const auto& one : children) {
        if (one.element->name.local == local) {
            return one;
        }
    }
    ADD_FAILURE() << "no child " << local;
    static const Element nobody;
    static const Child none{&nobody, {}, 0, -1, -1, {}};
    return none;
}

template <class T>
std::vector<std::string> names_of(const std::vector<const T*>& components) {
    std::vector<std::string> names;
    for (const auto* component : components) {
        names.push_back(component->name.local);
    }
    return names;
}

}  // namespace otkel::xsd::tests
