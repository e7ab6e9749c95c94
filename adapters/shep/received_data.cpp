#include <algorithm>
#include <map>

#include "adapters/shep/data_forms.hpp"
#include "gateway/base/bytes.hpp"
#include "gateway/crypto/key.hpp"
#include "gateway/xml/canonical_writer.hpp"

namespace otkel::adapters::shep {
namespace {

// The local part of xsi:type, or of a bare `type` that a proxy wrote (seen). A hint, never more: the prefix may be
// undeclared in verified octets.
std::string_view type_hint(const xml::Element& data) {
    auto type = data.attribute(schema_instance_namespace, "type");
    if (!type) {
        type = data.attribute("", "type");
    }
    if (!type) {
        return {};
    }
    const auto colon = type->find(':');
    return colon == std::string_view::npos ? *type : type->substr(colon + 1);
}

DataForm decide(const xml::Element& data) {
    const auto type = type_hint(data);
    if (const auto only = data.first_child(); only && !only->next_sibling()) {
        // Element content under a declared xs:string occurs (seen): the content wins.
        const bool typed = !type.empty() && type != "string" && type != "anyType" && only->space().empty();
        return typed ? DataForm::typed : DataForm::element;
    }
    if (data.first_child()) {
        return type.empty() ? DataForm::children : DataForm::typed;
    }
    const auto text = data.text();
    const auto content = trim(text);
    return !content.empty() && content.front() == '<' ? DataForm::text : DataForm::string;
}

Failure other_form(const xml::Element& data, std::string expected, std::string found) {
    Error error{
        Errc::malformed, "the business data has not the form that is agreed with this participant", data.place(), {}};
    error.findings.push_back(Finding{"data-form", Severity::error, data.place(), std::move(expected), std::move(found),
                                     "the content of <data> has another form"});
    return fail(std::move(error));
}

std::string described(const xml::Element& data) {
    if (const auto children = data.child_count(); children > 0) {
        return std::to_string(children) + (children == 1 ? " child element" : " child elements");
    }
    return data.has_text() ? "text" : "nothing";
}

bool is_signature(const xml::Element& element) { return element.is(signature_namespace, "Signature"); }

// Writes a subtree as exclusive canonical XML. Prefixes of the document are kept where they can be read off a place,
// so that messages to people show what was sent.
class Copier {
public:
    explicit Copier(std::string& out) : writer_(out) {}

    void copy(const xml::Element& element, bool root) {
        std::vector<std::string> bound_here;
        const auto prefix = bind(element.space(), prefix_of(element), bound_here);
        std::vector<std::string> prefixes;
        prefixes.reserve(element.attribute_count());
        for (std::size_t i = 0; i < element.attribute_count(); ++i) {
            prefixes.push_back(bind(element.attribute(i).space, "", bound_here));
        }
        writer_.open(prefix, element.local());
        for (std::size_t i = 0; i < element.attribute_count(); ++i) {
            const auto attribute = element.attribute(i);
            writer_.attribute(prefixes[i], attribute.local, attribute.value);
        }
        if (!element.first_child() || element.has_text()) {
            writer_.text(element.text());
        }
        for (auto child = element.first_child(); child; child = child->next_sibling()) {
            if (!root || !is_signature(*child)) {
                copy(*child, false);
            }
        }
        writer_.close();
        for (const auto& space : bound_here) {
            bound_.erase(space);
        }
    }

private:
    std::string prefix_of(const xml::Element& element) {
        // To find a place costs time that grows with the document: a hostile one has a namespace for every element.
        constexpr int places_max = 64;
        if (element.space().empty() || bound_.contains(std::string(element.space())) || ++places_ > places_max) {
            return {};
        }
        const auto path = element.place().path;
        const auto step = path.substr(path.rfind('/') + 1);
        const auto colon = step.find(':');
        return colon == std::string::npos ? std::string{} : step.substr(0, colon);
    }

    // The prefix for `space`, declared for the element opened next when it is not in scope.
    std::string bind(std::string_view space, std::string wanted, std::vector<std::string>& bound_here) {
        if (space.empty()) {
            return {};
        }
        if (space == "http://www.w3.org/XML/1998/namespace") {
            return "xml";
        }
        const auto found = bound_.find(std::string(space));
        if (found != bound_.end()) {
            return found->second;
        }
        const auto taken = [&](const std::string& prefix) {
            return std::any_of(bound_.begin(), bound_.end(), [&](const auto& row) { return row.second == prefix; });
        };
        while (wanted.empty() || taken(wanted)) {
            wanted = "n" + std::to_string(++generated_);
        }
        writer_.declare(wanted, space);
        bound_.emplace(space, wanted);
        bound_here.emplace_back(space);
        return wanted;
    }

    xml::CanonicalWriter writer_;
    std::map<std::string, std::string> bound_;  // namespace → prefix
    int generated_{0};
    int places_{0};
};

// Every token is preceded by its kind and length, so that no two contents give the same octets.
class Walk {
public:
    explicit Walk(crypto::Hasher& hasher) : hasher_(hasher) {}

    void token(char kind, std::string_view value) {
        const auto head = std::string(1, kind) + std::to_string(value.size()) + ":";
        hasher_.update(head);
        hasher_.update(value);
    }

    void element(const xml::Element& element) {
        token('s', element.space());
        token('e', element.local());
        for (std::size_t i = 0; i < element.attribute_count(); ++i) {
            const auto attribute = element.attribute(i);
            token('q', attribute.space);
            token('a', attribute.local);
            token('v', attribute.value);
        }
        if (element.has_text()) {
            token('t', element.text());
        }
        for (auto child = element.first_child(); child; child = child->next_sibling()) {
            if (!is_signature(*child)) {  // an ECDSA signature differs each time it is made
                this->element(*child);
            }
        }
        token('z', {});
    }

private:
    crypto::Hasher& hasher_;
};

}  // namespace

Result<ReceivedData> recognise(const xml::Element& data, DataForm expected) {
    const auto form = expected == DataForm::automatic ? decide(data) : expected;
    switch (form) {
        case DataForm::element: {
            const auto only = data.first_child();
            if (!only || only->next_sibling()) {
                return other_form(data, "one child element", described(data));
            }
            return ReceivedData{form, *only, {}};
        }
        case DataForm::text:
        case DataForm::cdata: {
            auto text = data.text();
            if (data.first_child() || trim(text).empty() || trim(text).front() != '<') {
                return other_form(data, "an XML document as text", described(data));
            }
            return ReceivedData{DataForm::text, data, std::string(trim(text))};
        }
        case DataForm::string:
            if (data.first_child()) {
                return other_form(data, "text", described(data));
            }
            return ReceivedData{form, data, {}};
        case DataForm::children:
        case DataForm::typed:
            if (!data.first_child()) {
                return other_form(data, "child elements", described(data));
            }
            return ReceivedData{form, data, {}};
        case DataForm::automatic: break;
    }
    return fail(Errc::internal, "an unknown form of data");
}

std::string standalone(const xml::Element& element, std::size_t lines_before) {
    std::string octets(lines_before, '\n');
    Copier(octets).copy(element, true);
    return octets;
}

std::string content_digest(std::string_view service, const xml::Element& request_data) {
    crypto::Hasher hasher(crypto::DigestAlgorithm::sha256);
    Walk walk(hasher);
    walk.token('S', service);
    walk.element(request_data);
    return to_hex(hasher.finish());
}

}  // namespace otkel::adapters::shep
