#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/ncanode/secret_memory.hpp"
#include "gateway/base/result.hpp"

// The JSON of a request.

namespace otkel::adapters::ncanode {

// One object of it. The first thing that is wrong stays, for all objects of one request together; what is read after it
// is empty, so that an endpoint reads all its fields and then looks once. Null is the same as absent.
class Fields {
public:
    Fields(const boost::json::object& object, std::string path, std::optional<Error>& error)
        : object_(object), path_(std::move(path)), error_(error) {}

    [[nodiscard]] bool has(std::string_view key) const;
    [[nodiscard]] bool is_empty_list(std::string_view key) const;
    [[nodiscard]] std::string_view text(std::string_view key) const;  // must be there and not empty
    [[nodiscard]] std::optional<std::string_view> text_if(std::string_view key) const;
    [[nodiscard]] std::string octets(std::string_view key) const;  // base64; must be there
    [[nodiscard]] std::optional<std::string> octets_if(std::string_view key) const;
    [[nodiscard]] bool flag(std::string_view key) const;  // false when absent
    // Lists must be there and hold 1 to `most` values.
    [[nodiscard]] std::vector<Fields> objects(std::string_view key, std::size_t most) const;
    [[nodiscard]] std::vector<std::string_view> texts(std::string_view key, std::size_t most) const;

    // "signers[0].key: the text is not base64"
    void refuse(std::string_view key, std::string_view detail) const;
    // What somebody else found wrong with the value of `key`.
    void refuse(std::string_view key, const Error& error) const;
    [[nodiscard]] bool has_failed() const { return error_.has_value(); }
    [[nodiscard]] Error error() const { return *error_; }

private:
    [[nodiscard]] const boost::json::value* find(std::string_view key) const;
    [[nodiscard]] const boost::json::array* list(std::string_view key, std::size_t most) const;

    const boost::json::object& object_;
    std::string path_;
    std::optional<Error>& error_;
};

// The body of a request, wiped when this goes.
class Message {
public:
    // `body` is wiped. Errc::malformed.
    [[nodiscard]] static Result<std::unique_ptr<Message>> parse(std::string& body);
    [[nodiscard]] Fields fields() { return {value_.get_object(), {}, error_}; }

    Message() = default;
    Message(const Message&) = delete;
    Message& operator=(const Message&) = delete;
    ~Message() = default;

private:
    SecretMemory memory_;
    // Parentheses: braces would make a list of one value.
    boost::json::value value_ = boost::json::value(boost::json::storage_ptr(&memory_));
    std::optional<Error> error_;
};

}  // namespace otkel::adapters::ncanode
