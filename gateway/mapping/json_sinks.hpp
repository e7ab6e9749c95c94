#pragma once

#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/mapping/values.hpp"

// Where the reader puts JSON: straight into text, into a value for callers that look into it, or nowhere. All take the
// same calls, in the order of the text.

namespace otkel::mapping {

// Appends `text` as a JSON string (RFC 8259, section 7), with its quotation marks.
void append_json_string(std::string& out, std::string_view text);

class JsonText {
public:
    explicit JsonText(std::string& out) : out_(out) {}

    // `written` is the name as JSON writes it, with the colon: "number":
    void key(std::string_view name, std::string_view written) {
        static_cast<void>(name);
        separate();
        out_ += written;
        after_key_ = true;
    }
    void key(std::string_view name) {
        separate();
        append_json_string(out_, name);
        out_ += ':';
        after_key_ = true;
    }
    void value(const Value& value);
    void begin_object() { begin('{'); }
    void end_object() { out_ += '}'; }
    void begin_array() { begin('['); }
    void end_array() { out_ += ']'; }

private:
    // Behind a value the last character is never one of these: a text ends with its quotation mark.
    void separate() {
        if (after_key_) {
            after_key_ = false;
        } else if (!out_.empty() && out_.back() != '{' && out_.back() != '[') {
            out_ += ',';
        }
    }
    void begin(char bracket) {
        separate();
        out_ += bracket;
    }

    std::string& out_;
    bool after_key_{false};
};

class JsonTree {
public:
    JsonTree() { stack_.reset(); }

    void key(std::string_view name, std::string_view written) {
        static_cast<void>(written);
        key(name);
    }
    void key(std::string_view name) {
        count();
        stack_.push_key({name.data(), name.size()});
        after_key_ = true;
    }
    void value(const Value& value);
    void begin_object() { begin(); }
    void end_object() {
        stack_.push_object(counts_.back());
        counts_.pop_back();
    }
    void begin_array() { begin(); }
    void end_array() {
        stack_.push_array(counts_.back());
        counts_.pop_back();
    }
    // Once, when everything that began has ended.
    [[nodiscard]] boost::json::value release() { return stack_.release(); }

private:
    void count() {
        if (after_key_) {
            after_key_ = false;
        } else if (!counts_.empty()) {
            ++counts_.back();
        }
    }
    void begin() {
        count();
        counts_.push_back(0);
    }

    boost::json::value_stack stack_;
    std::vector<std::size_t> counts_;  // members of every object and array that is open
    bool after_key_{false};
};

class NoJson {
public:
    void key(std::string_view, std::string_view) {}
    void key(std::string_view) {}
    void value(const Value&) {}
    void begin_object() {}
    void end_object() {}
    void begin_array() {}
    void end_array() {}
};

}  // namespace otkel::mapping
