#include "adapters/rex/sheet.hpp"

#include <algorithm>

#include "adapters/rex/facts.hpp"

namespace otkel::adapters::rex {
namespace {

namespace json = boost::json;

struct Row {
    std::string_view what;
    std::string application{}, registry{}, request{};
    std::string verdict{};
    std::string_view source{};
    std::string remark{};
};

json::object to_json(const Row& row) {
    json::object out{{"what", row.what}, {"verdict", row.verdict}};
    const auto add = [&](std::string_view key, std::string_view value) {
        if (!value.empty()) {
            out[key] = value;
        }
    };
    add("application", row.application);
    add("registry", row.registry);
    add("request", row.request);
    add("source", row.source);
    add("remark", row.remark);
    return out;
}

// The worst of all pairs of what the sources say; a source that says nothing is left out.
std::string verdict_of(const Row& row) {
    std::vector<std::string_view> said;
    for (const auto* one : {&row.application, &row.registry, &row.request}) {
        if (!one->empty()) {
            said.emplace_back(*one);
        }
    }
    if (said.size() < 2) {
        return "missing";
    }
    std::string_view worst = "agrees";
    for (std::size_t i = 1; i < said.size(); ++i) {
        const auto verdict = compare_names(said[0], said[i]);
        worst = verdict == "differs" || worst == "differs" ? "differs" : verdict == "look" ? verdict : worst;
    }
    return std::string(worst);
}

class Sheet {
public:
    Sheet(const json::object& facts, const SheetRules& rules)
        : rules_(rules),
          request_(object_at(facts, "request")),
          application_(object_at(facts, "application")),
          registry_(last(array_at(facts, "registry"))),
          statement_(rules.statements.recognise(text_at(object_at(request_, "statement"), "text"))) {}

    json::array rows() {
        identity();
        goods();
        registration();
        statement();
        value();
        dates();
        return std::move(rows_);
    }

private:
    static const json::object& last(const json::array& answers) {
        static const json::object nothing;
        return answers.empty() || !answers.back().is_object() ? nothing : answers.back().get_object();
    }
    void add(Row row) {
        if (row.verdict.empty()) {
            row.verdict = verdict_of(row);
        }
        rows_.push_back(to_json(row));
    }
    [[nodiscard]] std::string country() const {
        return std::string(text_at(object_at(request_, "authority"), "country"));
    }
    [[nodiscard]] std::string statement_day() const {
        return std::string(text_at(object_at(request_, "statement"), "date"));
    }

    void identity() {
        const auto& applied = object_at(application_, "exporter");
        const auto& asked = object_at(request_, "exporter");
        const auto text = [](const json::object& from, std::string_view key) {
            return std::string(text_at(from, key));
        };
        add({"rex-number", text(application_, "rexNumber"), text(registry_, "number"), text(asked, "rexNumber")});
        add({"exporter-name", text(applied, "name"), text(registry_, "name"), text(asked, "name")});
        add({"exporter-address", text(applied, "address"), text(registry_, "address"), text(asked, "address")});
        add({"exporter-country", text(applied, "country"), text(registry_, "country"), text(asked, "country")});
        add({"exporter-bin", text(applied, "bin"), {}, text(asked, "bin")});
    }

    // What the exporter registered for is said by headings: the first four digits.
    void goods() {
        std::vector<std::string> headings;
        for (const auto& one : array_at(application_, "goods")) {
            headings.emplace_back(text_at(one.as_object(), "hs").substr(0, 4));
        }
        for (const auto& one : array_at(request_, "goods")) {
            const std::string code(text_at(one.as_object(), "hs"));
            Row row{"goods-heading", {}, {}, code + " " + std::string(text_at(one.as_object(), "description"))};
            const bool found = std::find(headings.begin(), headings.end(), code.substr(0, 4)) != headings.end();
            for (const auto& heading : headings) {
                row.application += (row.application.empty() ? "" : ", ") + heading;
            }
            row.verdict = headings.empty() ? "missing" : found ? "agrees" : "differs";
            if (row.verdict == "differs") {
                row.remark = "the application does not name heading " + code.substr(0, 4);
            }
            add(std::move(row));
        }
    }

    void registration() {
        const std::string status(text_at(registry_, "status"));
        const std::string from(text_at(registry_, "validFrom"));
        const std::string revoked(text_at(registry_, "revokedOn"));
        const auto day = statement_day();
        Row row{"registration-valid-on-statement-date", std::string(text_at(application_, "registeredOn")),
                status + (from.empty() ? "" : " from " + from) + (revoked.empty() ? "" : ", revoked on " + revoked),
                day};
        row.source = "registry";
        if (status.empty()) {
            row.verdict = "missing";
            row.registry.clear();
            row.remark = "the registry was not asked, or has not answered";
        } else if (status == "not-found" || (!from.empty() && from > day) || (!revoked.empty() && revoked <= day)) {
            row.verdict = "differs";
        } else if (status == "revoked" && revoked.empty()) {
            row.verdict = "look";
            row.remark = "the registry does not say since when it is revoked";
        } else {
            row.verdict = "agrees";
        }
        add(std::move(row));
    }

    void statement() {
        const auto text = std::string(text_at(object_at(request_, "statement"), "text"));
        Row form{"statement-text", {}, {}, text};
        form.source = "statement forms of the countries";
        if (!statement_) {
            form.verdict = "look";
            form.remark = "it is none of the forms that are known";
        } else {
            form.verdict = statement_->country == country() ? "agrees" : "differs";
            form.remark = "the form of " + statement_->country;
        }
        add(std::move(form));
        if (statement_ && !statement_->criterion.empty()) {
            criterion(statement_->criterion);
        }
    }

    // "P": wholly obtained; "W" and a heading: sufficiently worked (seen: toll.no).
    void criterion(const std::string& written) {
        Row row{"origin-criterion", {}, {}, written};
        row.source = "statement";
        std::string digits;
        std::copy_if(written.begin(), written.end(), std::back_inserter(digits),
                     [](char c) { return c >= '0' && c <= '9'; });
        const auto& lines = array_at(request_, "goods");
        const bool named = std::any_of(lines.begin(), lines.end(), [&](const auto& one) {
            return digits.size() >= 4 && text_at(one.as_object(), "hs").substr(0, 4) == digits.substr(0, 4);
        });
        const bool wholly = written.starts_with("P") || written.starts_with("p");
        row.verdict = wholly || named ? "agrees" : "differs";
        if (row.verdict == "differs") {
            row.remark = "the criterion is neither P nor W with a heading of the goods";
        }
        add(std::move(row));
    }

    void value() {
        const auto found = rules_.thresholds.find(country());
        const auto& worth = object_at(request_, "value");
        if (found == rules_.thresholds.end() || worth.empty()) {
            return;
        }
        const auto& limit = found->second;
        const std::string amount(text_at(worth, "amount")), currency(text_at(worth, "currency"));
        Row row{"value-and-registration", {}, std::string(text_at(registry_, "status")), amount + " " + currency};
        row.source = limit.source;
        if (currency != limit.currency) {
            row.verdict = "look";
            row.remark = "the limit is " + limit.amount + " " + limit.currency + ": convert it";
        } else if (compare_amounts(amount, limit.amount) <= 0) {
            row.verdict = "agrees";
            row.remark = "up to " + limit.amount + " " + limit.currency + " anybody may write the statement";
        } else {
            row.verdict = text_at(registry_, "status") == "valid" ? "agrees" : "differs";
            row.remark = "above " + limit.amount + " " + limit.currency + " a valid registration is needed";
        }
        add(std::move(row));
    }

    void dates() {
        const auto day = statement_day();
        const std::string registered(text_at(application_, "registeredOn"));
        if (!registered.empty()) {
            add({"statement-after-registration",
                 registered,
                 {},
                 day,
                 registered <= day ? "agrees" : "differs",
                 "application"});
        }
        if (const std::string invoice(text_at(object_at(request_, "invoice"), "date")); !invoice.empty()) {
            add({"statement-not-before-invoice",
                 {},
                 {},
                 invoice + ", " + day,
                 invoice <= day ? "agrees" : "look",
                 "request"});
        }
    }

    const SheetRules& rules_;
    const json::object& request_;
    const json::object& application_;
    const json::object& registry_;
    std::optional<RecognisedStatement> statement_;
    json::array rows_;
};

}  // namespace

json::array make_sheet(const json::object& facts, const SheetRules& rules) { return Sheet(facts, rules).rows(); }

}  // namespace otkel::adapters::rex
