#include <gtest/gtest.h>

#include <random>
#include <string>

#include "gateway/base/bytes.hpp"
#include "gateway/soap/envelope.hpp"
#include "gateway/soap/mtom.hpp"

namespace otkel::soap {
namespace {

const Packing packing{{"Scan", "Content"}, 100, 4};

std::string enveloped(const std::string& content) {
    return write_envelope("<a:a xmlns:a=\"urn:a\">" + content + "</a:a>");
}

std::string large(char c = 'x') { return to_base64(std::string(100, c)); }

void expect_plain(const std::string& content) {
    const auto packed = pack(enveloped(content), packing);
    EXPECT_EQ(packed.content_type, "text/xml; charset=utf-8");
    EXPECT_EQ(packed.body, enveloped(content));
}

// How many attachments there are, when all of it comes back.
std::size_t attachments(const std::string& envelope, const Packing& how = packing) {
    const auto packed = pack(envelope, how);
    if (!is_multipart(packed.content_type)) {
        EXPECT_EQ(packed.body, envelope);
        return 0;
    }
    const auto read = unpack(packed.content_type, packed.body, {});
    EXPECT_TRUE(read) << read.error().to_string();
    EXPECT_EQ(read.value_or(""), envelope);
    std::size_t count = 0;
    for (auto at = packed.body.find("<xop:Include "); at != std::string::npos;
         at = packed.body.find("<xop:Include ", at + 1)) {
        ++count;
    }
    return count;
}

TEST(MtomPacking, large_base64_of_the_named_elements_becomes_attachments) {
    const auto packed = pack(enveloped("<Scan>" + large() + "</Scan><Other>" + large() + "</Other>"), packing);
    EXPECT_EQ(
        packed.content_type.find("multipart/related; type=\"application/xop+xml\"; start-info=\"text/xml\"; start="),
        0U)
        << packed.content_type;
    EXPECT_NE(packed.body.find(std::string(100, 'x')), std::string::npos);
    EXPECT_NE(packed.body.find("<Other>" + large()), std::string::npos) << "nobody named it";
    EXPECT_EQ(packed.body.find("<Scan>" + large()), std::string::npos);
    EXPECT_EQ(attachments(enveloped("<Scan>" + large() + "</Scan><a:Content b='>'>" + large() + "</a:Content>")), 2U);
}

TEST(MtomPacking, an_envelope_with_nothing_large_travels_as_it_is) {
    expect_plain("<Scan>" + to_base64(std::string(99, 'x')) + "</Scan>");
    expect_plain("<Scan/><Content></Content>");
    expect_plain("<Other>" + large() + "</Other>");
}

TEST(MtomPacking, text_that_would_not_come_back_as_it_was_stays_where_it_is) {
    const auto text = large();
    expect_plain("<Scan>" + text + "\n</Scan>");
    expect_plain("<Scan>" + text.substr(0, 8) + "\n" + text.substr(8) + "</Scan>");
    expect_plain("<Scan>" + text.substr(0, text.size() - 2) + "</Scan>");
    expect_plain("<Scan>" + text.substr(0, text.size() - 3) + "B==</Scan>");
    expect_plain("<Scan>" + text + "<b/></Scan>");
    expect_plain("<Scan><!-- -->" + text + "</Scan>");
    expect_plain("<Scan><![CDATA[" + text + "]]></Scan>");
    expect_plain("<Scan>" + text + "?</Scan>");
}

TEST(MtomPacking, no_more_become_attachments_than_permitted) {
    std::string content;
    for (int i = 0; i < 6; ++i) {
        content += "<Scan>" + large() + "</Scan>";
    }
    EXPECT_EQ(attachments(enveloped(content)), 4U);
}

TEST(MtomPacking, an_envelope_that_speaks_of_includes_itself_travels_as_it_is) {
    expect_plain("<Scan>" + large() + "</Scan><b><Include xmlns='" + std::string(xop_namespace) +
                 "' href='cid:x'/></b>");
}

TEST(MtomPacking, two_messages_never_have_the_same_boundary) {
    const auto envelope = enveloped("<Scan>" + large() + "</Scan>");
    EXPECT_NE(pack(envelope, packing).content_type, pack(envelope, packing).content_type);
}

class Envelopes {
public:
    explicit Envelopes(unsigned seed) : random_(seed) {}

    std::string one() {
        std::string content;
        const auto elements = below(8);
        for (std::size_t i = 0; i < elements; ++i) {
            content += element(0);
        }
        return enveloped(content);
    }

private:
    std::size_t below(std::size_t end) { return random_() % end; }

    std::string octets() {
        std::string made(below(400), '\0');
        for (auto& c : made) {
            c = static_cast<char>(below(256));
        }
        static constexpr std::string_view odd[]{"\r\n--", "--otkel-", "\r\n\r\n", "</Scan>", "\r"};
        return below(3) == 0 ? std::string(odd[below(std::size(odd))]) + made + std::string(odd[below(std::size(odd))])
                             : made;
    }

    std::string text() {
        const auto coded = to_base64(octets());
        switch (below(6)) {
            case 0: return coded + "\n";
            case 1: return "<![CDATA[" + coded + "]]>";
            case 2: return "кесте &amp; " + coded;
            default: return coded;
        }
    }

    std::string element(std::size_t depth) {
        static constexpr const char* names[]{"Scan", "a:Content", "Other", "a:Scan"};
        const std::string name = names[below(std::size(names))];
        const std::string attributes[]{"", " b=\"&gt;>\"", " xmlns:c='urn:c' c:d = '1'\n"};
        const auto inner = below(4) == 0 && depth < 4 ? element(depth + 1) + element(depth + 1) : text();
        return below(7) == 0 ? "<" + name + "/>"
                             : "<" + name + attributes[below(std::size(attributes))] + ">" + inner + "</" + name + " >";
    }

    std::mt19937 random_;
};

TEST(MtomPacking, whatever_is_packed_comes_back_octet_by_octet) {
    std::size_t with_attachments = 0;
    for (unsigned seed = 0; seed < 2000; ++seed) {
        const auto envelope = Envelopes(seed).one();
        Packing how{{"Scan", "Content"}, 1 + seed % 200, 1 + seed % 7};
        with_attachments += attachments(envelope, how) > 0 ? 1 : 0;
        if (::testing::Test::HasFailure()) {
            FAIL() << "seed " << seed;
        }
    }
    EXPECT_GT(with_attachments, 1000U);
}

}  // namespace
}  // namespace otkel::soap
