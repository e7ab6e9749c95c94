#include "adapters/rex/papers.hpp"

#include "adapters/rex/condition.hpp"
#include "adapters/rex/facts.hpp"
#include "gateway/paper/render.hpp"
#include "gateway/trust/cms/cms_writer.hpp"

namespace otkel::adapters::rex {
namespace {

namespace json = boost::json;

json::object in_three_languages(const Words& words) { return {{"en", words.en}, {"ru", words.ru}, {"kk", words.kk}}; }

}  // namespace

json::object paper_values(const Case& of, const Step& step, const json::object& data, const json::object& office,
                          WallTime at) {
    auto values = of.facts;
    values["case"] = of.id;
    values["step"] = step.name;
    values["date"] = calendar::to_text(calendar::local_day(at));
    values["office"] = office;
    values["data"] = data;
    const auto given = text_at(data, "ground");
    const auto ground = given.empty() ? text_at(object_at(of.facts, "conclusion"), "ground") : given;
    if (const auto* found = of.definition->ground(ground)) {
        values["ground"] = in_three_languages(found->words);
    }
    values["wanted"] = missing_in_words(*of.definition, of.facts);
    return values;
}

struct Papers::Templates {
    std::map<std::string, paper::Template, std::less<>> by_name;
};

Papers::Papers(std::unique_ptr<Templates> templates) : templates_(std::move(templates)) {}
Papers::Papers(Papers&&) noexcept = default;
Papers& Papers::operator=(Papers&&) noexcept = default;
Papers::~Papers() = default;

Papers Papers::load(const std::filesystem::path& folder, settings::Complaints& complaints) {
    auto templates = std::make_unique<Templates>();
    for (const auto& file : settings::yaml_files(folder)) {
        auto one = paper::read_template(file, complaints);
        templates->by_name.emplace(one.name, std::move(one));
    }
    return Papers(std::move(templates));
}

bool Papers::has(std::string_view name) const { return templates_->by_name.contains(name); }

Result<std::vector<adapter::CasePaper>> Papers::write(std::string_view name, const json::object& values,
                                                      const signing::SigningIdentity& identity, WallTime at) const {
    const auto found = templates_->by_name.find(name);
    if (found == templates_->by_name.end()) {
        return fail(Errc::invalid_configuration, "no template is called " + std::string(name) + ".yaml");
    }
    const auto author = std::string(text_at(object_at(values, "office"), "name_en"));
    auto pdf = paper::render(found->second, values, {author, at});
    if (!pdf) {
        return fail(std::move(pdf.error()));
    }
    trust::CmsOptions options;
    options.detached = true;
    options.signing_time = at;
    auto signature = trust::sign_cms(*pdf, {identity.key(), identity.certificate_der(), {}, {}}, options);
    if (!signature) {
        return fail(std::move(signature.error()));
    }
    const auto file = std::string(name) + ".pdf";
    std::vector<adapter::CasePaper> papers;
    papers.push_back({file, "application/pdf", std::move(*pdf)});
    papers.push_back({file + ".p7s", "application/pkcs7-signature", std::move(*signature)});
    return papers;
}

}  // namespace otkel::adapters::rex
