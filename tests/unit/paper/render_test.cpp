#include "gateway/paper/render.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <boost/json/array.hpp>
#include <cstdio>
#include <memory>

#include "gateway/paper/filling.hpp"
#include "tests/support/temporary_folder.hpp"

namespace otkel::paper {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* letter = R"(
font: PT Serif
footer: "{case} {page}/{pages}"
words:
  - {table: results, code: valid, kk: "жарамды", ru: "действительна", en: "valid"}
parts:
  - language: kk
    title: Хат
    blocks:
      - {heading: "Әділ Ғалым Қоңыр Өзен Ұлы Үміт Һәм Іні"}
      - {paragraph: "{on|date}: {name}, {result|results}"}
  - language: ru
    title: Письмо
    blocks:
      - {paragraph: "{on|date}: {result|results}{more?}", align: left}
      - {paragraph: "есть {more}", when: more}
      - {paragraph: "нет", when: not more}
      - for_each: rows
        when: rows
        table:
          - {title: Номер, text: "{row.number}"}
          - {title: Текст, text: "{row.text?}", share: 3}
)";

class Papers : public testing::Test {
protected:
    Template read(const std::string& text) {
        const auto file = folder_.write("letter.yaml", text);
        settings::Complaints complaints;
        auto made = read_template(file, complaints);
        complaint_ = complaints.empty() ? "" : complaints.outcome().error().to_string();
        return made;
    }
    Result<std::string> write(const std::string& text = letter) {
        const auto made = read(text);
        EXPECT_EQ(complaint_, "");
        return render(made, values_, {"Otkel", WallTime{std::chrono::hours{24 * 365 * 56}}}, limits_);
    }
    // What a reader sees, page after page.
    std::string seen(const std::string& pdf) {
        const auto file = folder_.write("letter.pdf", pdf);
        const std::unique_ptr<FILE, int (*)(FILE*)> pipe(
            popen(("pdftotext -layout " + file.string() + " -").c_str(), "r"), pclose);
        std::string text;
        std::array<char, 4096> buffer{};
        while (const auto count = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) {
            text.append(buffer.data(), count);
        }
        return text;
    }
    std::string seen() {
        const auto pdf = write();
        EXPECT_TRUE(pdf) << pdf.error().to_string();
        return pdf ? seen(*pdf) : "";
    }
    std::string error(const std::string& from, const std::string& to) {
        std::string text = letter;
        text.replace(text.find(from), from.size(), to);
        const auto pdf = write(text);
        return pdf ? "" : pdf.error().to_string();
    }
    static std::size_t pages(const std::string& text) {
        return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\f'));
    }

    tests::TemporaryFolder folder_;
    std::string complaint_;
    Limits limits_;
    json::object values_{{"case", "REX-1"}, {"on", "2026-03-19"}, {"name", "Дала бал"}, {"result", "valid"}};
};

TEST_F(Papers, say_values_in_the_language_of_each_part) {
    const auto text = seen();
    EXPECT_THAT(text, HasSubstr("2026 жылғы 19 наурыз: Дала бал, жарамды"));
    EXPECT_THAT(text, HasSubstr("19 марта 2026 года: действительна"));
    EXPECT_THAT(text, HasSubstr("Әділ Ғалым Қоңыр Өзен Ұлы Үміт Һәм Іні"));
    EXPECT_THAT(text, HasSubstr("REX-1 1/2"));
    EXPECT_THAT(text, HasSubstr("REX-1 2/2"));
    EXPECT_EQ(pages(text), 2U);
    EXPECT_EQ(day_in_words("2026-03-19", Language::en), "19 March 2026");
}

TEST_F(Papers, leave_out_what_does_not_apply) {
    EXPECT_THAT(seen(), HasSubstr("нет"));
    values_["more"] = "ещё";
    EXPECT_THAT(seen(), HasSubstr("есть ещё"));
    EXPECT_THAT(seen(), Not(HasSubstr("\nнет")));
}

TEST_F(Papers, are_the_same_octets_for_the_same_values) {
    const auto once = write().value();
    EXPECT_EQ(once, write().value());
    values_["name"] = "Дала балы";
    EXPECT_NE(once, write().value());
}

TEST_F(Papers, carry_a_long_table_over_pages_with_its_head) {
    auto& rows = values_["rows"].emplace_array();
    for (int i = 1; i <= 150; ++i) {
        rows.push_back(json::object{{"number", i}, {"text", "строка " + std::to_string(i)}});
    }
    const auto text = seen();
    EXPECT_GT(pages(text), 3U);
    std::size_t heads = 0;
    for (auto at = text.find("Номер"); at != std::string::npos; at = text.find("Номер", at + 1)) {
        ++heads;
    }
    EXPECT_EQ(heads, pages(text) - 1) << "on each page of the table, not on the first part's";
    EXPECT_THAT(text, HasSubstr("строка 1\n"));
    EXPECT_THAT(text, HasSubstr("строка 150"));
}

TEST_F(Papers, show_values_as_text_whatever_is_in_them) {
    values_["name"] =
        "<b>A & B</b> {case} \x01\xE2\x80\xAE"
        "elif";
    EXPECT_THAT(seen(), HasSubstr("<b>A & B</b> {case} ??elif"));
    values_["name"] = "two\nlines";
    EXPECT_THAT(seen(), HasSubstr("two lines"));
    values_["name"] = std::string(3000, 'x');
    EXPECT_THAT(seen(), HasSubstr("xxxxxxxx"));
}

TEST_F(Papers, name_the_place_of_a_value_that_is_missing) {
    values_.erase("name");
    const auto pdf = write();
    ASSERT_FALSE(pdf);
    EXPECT_EQ(pdf.error().code, Errc::invalid_argument);
    EXPECT_THAT(pdf.error().to_string(), HasSubstr("{name}"));
    EXPECT_THAT(pdf.error().to_string(), HasSubstr("letter.yaml:11"));
    values_["name"] = "x";
    values_["result"] = "perhaps";
    EXPECT_THAT(write().error().detail, HasSubstr("have none for perhaps"));
}

TEST_F(Papers, refuse_what_cannot_be_shown) {
    EXPECT_THAT(error("PT Serif", "Stone Carving"), HasSubstr("Stone Carving"));
    EXPECT_THAT(error("{name}, ", "{name}, <b>"), HasSubstr("markup"));
    EXPECT_THAT(error("{name}, ", "{name}, \xF0\x93\x80\x80"), HasSubstr("none of the fonts"));
    EXPECT_THAT(error("{name}, ", "{name, "), HasSubstr("name, {result"));
    EXPECT_THAT(error("{result|results}\"}", "{result|results\"}"), HasSubstr("not closed"));
    values_["name"] = "\xE0<b";
    EXPECT_THAT(write().error().detail, HasSubstr("UTF-8"));
    values_["name"] = "x";
    limits_.pages_max = 1;
    EXPECT_EQ(write().error().code, Errc::limit_exceeded);
    limits_ = {};
    limits_.rows_max = 2;
    values_["rows"] =
        json::array{json::object{{"number", 1}}, json::object{{"number", 2}}, json::object{{"number", 3}}};
    EXPECT_EQ(write().error().code, Errc::limit_exceeded);
    limits_ = {};
    values_["rows"] = json::array{json::object{{"number", 1}, {"text", std::string(20'000, 'x')}}};
    EXPECT_THAT(write().error().detail, HasSubstr("longer than a page"));
    values_["rows"] = "none";
    EXPECT_THAT(write().error().detail, HasSubstr("no list"));
}

TEST_F(Papers, with_mistakes_in_their_file_are_complained_about_with_line_and_column) {
    read("font: PT Serif\n");
    EXPECT_THAT(complaint_, HasSubstr("at least one part"));
    read("font: PT Serif\nparts: [{language: kk, title: t, blocks: [{poem: x}]}]\n");
    EXPECT_THAT(complaint_, HasSubstr("letter.yaml:2"));
    EXPECT_THAT(complaint_, HasSubstr("no block"));
    read("font: PT Serif\nparts: [{language: kk, title: t, blocks: [{table: [{text: x}]}]}]\n");
    EXPECT_THAT(complaint_, HasSubstr("for_each"));
    read("font: PT Serif\nparts: [{language: fr, title: t, blocks: [{paragraph: x, aling: left}]}]\n");
    EXPECT_THAT(complaint_, HasSubstr("aling"));
    EXPECT_THAT(complaint_, HasSubstr("language"));
    read("font: PT Serif\nparts: [{language: kk, title: t, blocks: [{columns: [a]}]}]\n");
    EXPECT_THAT(complaint_, HasSubstr("two texts"));
}

}  // namespace
}  // namespace otkel::paper
