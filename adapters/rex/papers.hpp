#pragma once

#include <boost/json/object.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/rex/case.hpp"
#include "gateway/signing/signer.hpp"

namespace otkel::adapters::rex {

// What a template is filled with: the facts of the case, the words of the definition in three languages, who we are,
// and the data of the step that the paper belongs to.
[[nodiscard]] boost::json::object paper_values(const Case& of, const Step& step, const boost::json::object& data,
                                               const boost::json::object& office, WallTime at);

// The papers of cases: templates, compiled once; what is written is a PDF and a detached CMS signature over it.
class Papers {
public:
    // Every *.yaml of the folder; mistakes are complaints.
    [[nodiscard]] static Papers load(const std::filesystem::path& folder, settings::Complaints& complaints);
    Papers(Papers&&) noexcept;
    Papers& operator=(Papers&&) noexcept;
    ~Papers();

    [[nodiscard]] bool has(std::string_view name) const;
    // "<name>.pdf" and "<name>.pdf.p7s". CPU work: on a worker. Thread safe.
    [[nodiscard]] Result<std::vector<adapter::CasePaper>> write(std::string_view name,
                                                                const boost::json::object& values,
                                                                const signing::SigningIdentity& identity,
                                                                WallTime at) const;

private:
    struct Templates;
    explicit Papers(std::unique_ptr<Templates> templates);
    std::unique_ptr<Templates> templates_;
};

}  // namespace otkel::adapters::rex
