#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "tests/unit/xsd/fixture.hpp"

namespace otkel::xsd::tests {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

std::string global(const std::string& name) { return "<xs:element name=\"" + name + "\" type=\"xs:int\"/>"; }
std::string import(const std::string& space, const std::string& location) {
    return "<xs:import" + (space.empty() ? "" : " namespace=\"" + space + "\"") + " schemaLocation=\"" + location +
           "\"/>\n";
}
std::string include(const std::string& location) { return "<xs:include schemaLocation=\"" + location + "\"/>\n"; }

Error failure(const std::filesystem::path& file, const LoadLimits& limits = {}) {
    const auto model = SchemaModel::load(file, limits);
    EXPECT_FALSE(model);
    if (model) {
        return {};
    }
    EXPECT_EQ(model.error().code, Errc::invalid_configuration);
    EXPECT_EQ(model.error().place.file, file.string());
    return model.error();
}

TEST(Loading, follows_imports_of_several_namespaces) {
    const Folder folder;
    folder.write("types/b.xsd", schema(import("urn:c", "../c.xsd") + global("b"), "", "urn:b"));
    folder.write("c.xsd", schema(global("c"), "", "urn:c"));
    folder.write("none.xsd", schema(global("n"), "", ""));
    const auto model = loaded(
        folder.write("a.xsd", schema(import("urn:b", "types/b.xsd") + import("", "none.xsd") +
                                         "<xs:element name=\"x\"><xs:complexType><xs:sequence><xs:element ref=\"b:b\"/>"
                                         "<xs:element ref=\"n\"/></xs:sequence></xs:complexType></xs:element>",
                                     "xmlns:b=\"urn:b\"")));
    EXPECT_THAT(model->namespaces(), ElementsAre("", "urn:a", "urn:b", "urn:c"));
    const auto children = children_of(*element(*model, "x").complex);
    EXPECT_EQ(children.at(0).element, &element(*model, "b", "urn:b"));
    EXPECT_EQ(children.at(1).element, &element(*model, "n", ""));
    EXPECT_EQ(element(*model, "c", "urn:c").simple->primitive, Primitive::integer);
}

TEST(Loading, reads_all_files_of_one_namespace) {
    const Folder folder;
    folder.write("b1.xsd", schema(global("b1"), "", "urn:b"));
    folder.write("b2.xsd", schema(global("b2"), "", "urn:b"));
    const auto model = loaded(folder.write("a.xsd", schema(import("urn:b", "b1.xsd") + import("urn:b", "b2.xsd") +
                                                               "<xs:element name=\"x\"><xs:complexType><xs:sequence>"
                                                               "<xs:element ref=\"b:b1\"/><xs:element ref=\"b:b2\"/>"
                                                               "</xs:sequence></xs:complexType></xs:element>",
                                                           "xmlns:b=\"urn:b\"")));
    EXPECT_THAT(texts_of(children_of(*element(*model, "x").complex)), ElementsAre("b1 1..1", "b2 1..1"));
}

TEST(Loading, follows_imports_in_a_circle) {
    const Folder folder;
    folder.write("b.xsd", schema(import("urn:a", "a.xsd") +
                                     "<xs:complexType name=\"B\"><xs:sequence><xs:element name=\"back\" type=\"a2:A\" "
                                     "minOccurs=\"0\"/></xs:sequence></xs:complexType>",
                                 "xmlns:a2=\"urn:a\"", "urn:b"));
    const auto model = loaded(folder.write(
        "a.xsd", schema(import("urn:b", "b.xsd") +
                            "<xs:complexType name=\"A\"><xs:sequence><xs:element name=\"there\" type=\"b:B\"/>"
                            "</xs:sequence></xs:complexType>",
                        "xmlns:b=\"urn:b\"")));
    const auto& a = type(*model, "A");
    const auto* b = children_of(a).at(0).element->complex;
    EXPECT_EQ(b, &type(*model, "B", "urn:b"));
    EXPECT_EQ(children_of(*b).at(0).element->complex, &a);
}

TEST(Loading, takes_in_included_files) {
    const Folder folder;
    folder.write("same.xsd", schema(include("chameleon.xsd") + global("s")));
    folder.write("chameleon.xsd", schema("<xs:complexType name=\"C\"><xs:sequence>" + global("local") +
                                             "</xs:sequence></xs:complexType><xs:element name=\"c\" type=\"C\"/>",
                                         "elementFormDefault=\"qualified\"", ""));
    const auto model = loaded(folder.write("a.xsd", schema(include("same.xsd") + global("x"))));
    EXPECT_EQ(element(*model, "s").name.space, "urn:a");
    EXPECT_EQ(element(*model, "c").complex, &type(*model, "C"));
    EXPECT_EQ(children_of(type(*model, "C")).at(0).element->name, (Name{"urn:a", "local"}));
    EXPECT_THAT(model->namespaces(), ElementsAre("urn:a"));
}

TEST(Loading, takes_in_redefined_types_under_their_own_name) {
    const Folder folder;
    folder.write("b.xsd",
                 schema("<xs:complexType name=\"T\"><xs:sequence>" + global("x") + "</xs:sequence></xs:complexType>"));
    const auto model = loaded(folder.write(
        "a.xsd",
        schema("<xs:redefine schemaLocation=\"b.xsd\"><xs:complexType name=\"T\"><xs:complexContent>"
               "<xs:extension base=\"a:T\"><xs:sequence>" +
               global("y") + "</xs:sequence></xs:extension></xs:complexContent></xs:complexType></xs:redefine>")));
    EXPECT_THAT(texts_of(children_of(type(*model, "T"))), ElementsAre("x 1..1", "y 1..1"));
    EXPECT_EQ(model->global_type("urn:a", "T_rdfn"), nullptr);
}

TEST(Loading, decodes_the_names_of_files) {
    const Folder folder;
    folder.write("мои типы.xsd", schema(global("b"), "", "urn:b"));
    const auto model = loaded(folder.write("a.xsd", schema(import("urn:b", "./мои%20типы.xsd") + global("x"))));
    EXPECT_EQ(element(*model, "b", "urn:b").name.local, "b");
}

TEST(Loading, finds_files_from_a_relative_path) {
    const auto model = loaded("mappings/shep/sync-request.xsd");
    EXPECT_NE(model->global_type("http://bip.bee.kz/SyncChannel/v10/Types/Request", "SyncSendMessageRequest"), nullptr);
}

TEST(Loading, does_without_a_place_of_an_import_that_nothing_is_taken_from) {
    const Folder folder;
    const auto model = loaded(folder.write("a.xsd", schema("<xs:import namespace=\"urn:b\"/>" + global("x"))));
    EXPECT_EQ(element(*model, "x").name.local, "x");
}

TEST(Loading, reads_other_encodings) {
    const Folder folder;
    std::string wide = "\xff\xfe";
    for (const char c : schema(global("x"))) {
        wide += std::string{c, '\0'};
    }
    EXPECT_EQ(element(*loaded(folder.write("a.xsd", wide)), "x").name.local, "x");
}

TEST(Loading, of_a_file_that_is_not_there_says_so) {
    const auto model = SchemaModel::load("no/such.xsd");
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().code, Errc::not_found);
    EXPECT_EQ(model.error().place.file, "no/such.xsd");
}

TEST(Loading, says_which_import_names_a_file_that_is_not_there) {
    const Folder folder;
    const auto file = folder.write("a.xsd", schema(import("urn:b", "b.xsd") + import("urn:c", "c.xsd") + global("x")));
    const auto findings = finding_texts(failure(file));
    ASSERT_THAT(findings, SizeIs(2));
    EXPECT_THAT(findings[0], AllOf(StartsWith(file.string() + ":2:"), HasSubstr("b.xsd\": cannot read")));
    EXPECT_THAT(findings[1], AllOf(StartsWith(file.string() + ":3:"), HasSubstr("c.xsd\": cannot read")));
}

TEST(Loading, says_which_include_names_a_file_that_is_not_there) {
    const Folder folder;
    folder.write("sub/b.xsd", schema(include("../c.xsd") + global("b")));
    const auto findings = finding_texts(failure(folder.write("a.xsd", schema(include("sub/b.xsd") + global("x")))));
    ASSERT_THAT(findings, SizeIs(1));
    EXPECT_THAT(findings[0],
                AllOf(StartsWith((folder.path() / "sub/b.xsd:2:").string()), HasSubstr("/c.xsd\": cannot read")));
}

TEST(Loading, lists_all_findings_with_their_places) {
    const Folder folder;
    const auto file = folder.write("a.xsd", schema("<xs:element name=\"x\" type=\"a:Nothing\"/>\n"
                                                   "<xs:elemen name=\"y\"/>\n"
                                                   "  <xs:element name=\"z\" minOccurs=\"2\" type=\"xs:int\"/>\n"
                                                   "<xs:complexType name=\"T\"><xs:sequence>\n"
                                                   "<xs:element ref=\"a:nobody\"/></xs:sequence></xs:complexType>"));
    const auto findings = finding_texts(failure(file));
    for (const auto* line : {":2:", ":3:", ":4:", ":6:"}) {
        EXPECT_THAT(findings, Contains(StartsWith(file.string() + line))) << line;
    }
    EXPECT_THAT(findings, Contains(HasSubstr("Nothing")));
    EXPECT_THAT(findings, Contains(HasSubstr("nobody")));
    EXPECT_THAT(findings, Not(Contains(EndsWith(": "))));
}

TEST(Loading, names_the_included_file_that_is_wrong) {
    const Folder folder;
    const auto wrong = folder.write("b.xsd", schema("\n<xs:element name=\"x\" type=\"xs:nothing\"/>", "", "urn:b"));
    const auto findings = finding_texts(failure(folder.write("a.xsd", schema(import("urn:b", "b.xsd") + global("x")))));
    EXPECT_THAT(findings, ElementsAre(StartsWith(wrong.string() + ":3:")));
}

TEST(Loading, refuses_an_import_of_another_namespace_than_the_file_has) {
    const Folder folder;
    folder.write("b.xsd", schema(global("b"), "", "urn:b"));
    const auto error = failure(folder.write("a.xsd", schema(import("urn:c", "b.xsd") + global("x"))));
    EXPECT_THAT(finding_texts(error), Contains(HasSubstr("target namespace")));
}

TEST(Loading, refuses_a_document_that_is_not_well_formed) {
    const Folder folder;
    const auto file = folder.write("a.xsd", "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\n<xs:elem");
    EXPECT_THAT(finding_texts(failure(file)), Contains(StartsWith(file.string() + ":2:")));
    EXPECT_THAT(failure(folder.write("empty.xsd", "")).findings, Not(SizeIs(0)));
    EXPECT_THAT(failure(folder.write("binary.xsd", std::string("\x00\xff\x01", 3))).findings, Not(SizeIs(0)));
}

TEST(Loading, refuses_a_document_that_is_no_schema) {
    const Folder folder;
    EXPECT_THAT(failure(folder.write("a.xsd", "<html/>")).findings, Not(SizeIs(0)));
    EXPECT_THAT(failure(folder.write("b.xsd", "<schema xmlns=\"urn:other\"/>")).findings, Not(SizeIs(0)));
}

TEST(Loading, refuses_whatever_is_not_a_relative_file) {
    const Folder folder;
    folder.write("b.xsd", schema(global("b"), "", "urn:b"));
    const auto absolute = (folder.path() / "b.xsd").string();
    for (const auto& location : {std::string{"http://127.0.0.1:9/b.xsd"}, std::string{"https://example.test/b.xsd"},
                                 std::string{"ftp://example.test/b.xsd"}, "file://" + absolute, "file:" + absolute,
                                 absolute, std::string{"HTTP:b.xsd"}}) {
        const auto file = folder.write("a.xsd", schema(import("urn:b", location) + global("x")));
        const auto findings = finding_texts(failure(file));
        ASSERT_THAT(findings, SizeIs(1)) << location;
        EXPECT_THAT(findings[0],
                    AllOf(StartsWith(file.string() + ":2:"), HasSubstr("\"" + location + "\" is not read")));
    }
}

// A port of this computer that would notice a caller.
class Listener {
public:
    Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(::bind(socket_, generic, size), 0);
        EXPECT_EQ(::listen(socket_, 4), 0);
        EXPECT_EQ(::getsockname(socket_, generic, &size), 0);
        port_ = ntohs(address.sin_port);
    }
    ~Listener() { ::close(socket_); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/b.xsd"; }
    [[nodiscard]] bool nobody_called() const {
        return ::accept(socket_, nullptr, nullptr) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }

private:
    int socket_;
    std::uint16_t port_{0};
};

TEST(Loading, calls_nobody) {
    const Folder folder;
    const Listener listener;
    const auto url = listener.url();
    failure(folder.write("a.xsd", schema(import("urn:b", url) + include(url) + global("x"))));
    failure(folder.write("b.xsd", "<!DOCTYPE xs:schema SYSTEM \"" + url + "\" [<!ENTITY % e SYSTEM \"" + url +
                                      "\"> %e;]>\n" + schema(global("x"))));
    EXPECT_TRUE(
        SchemaModel::load(folder.write("c.xsd", schema(global("x"),
                                                       "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                                                       "xsi:schemaLocation=\"http://www.w3.org/2001/XMLSchema " +
                                                           url + "\""))));
    EXPECT_TRUE(listener.nobody_called());
}

TEST(Loading, refuses_a_remote_include_and_redefinition) {
    const Folder folder;
    EXPECT_THAT(
        finding_texts(failure(folder.write("a.xsd", schema(include("http://127.0.0.1:9/b.xsd") + global("x"))))),
        Contains(HasSubstr("is not read")));
    EXPECT_THAT(finding_texts(failure(folder.write(
                    "a.xsd", schema("<xs:redefine schemaLocation=\"http://127.0.0.1:9/b.xsd\"/>" + global("x"))))),
                Contains(HasSubstr("is not read")));
}

TEST(Loading, refuses_a_doctype) {
    const Folder folder;
    const auto file = folder.write("a.xsd",
                                   "<?xml version=\"1.0\"?>\n<!DOCTYPE xs:schema [<!ENTITY e SYSTEM "
                                   "\"http://127.0.0.1:9/e\"> %e;]>\n" +
                                       schema(global("x")));
    EXPECT_THAT(finding_texts(failure(file)),
                ElementsAre(AllOf(StartsWith(file.string() + ":2:"), HasSubstr("DOCTYPE"))));
}

TEST(Loading, refuses_a_doctype_of_an_imported_file) {
    const Folder folder;
    const auto wrong = folder.write(
        "b.xsd", "<!DOCTYPE schema SYSTEM \"http://127.0.0.1:9/XMLSchema.dtd\">\n" + schema(global("b"), "", "urn:b"));
    const auto file = folder.write("a.xsd", schema(import("urn:b", "b.xsd") + global("x")));
    EXPECT_THAT(finding_texts(failure(file)),
                ElementsAre(AllOf(StartsWith(wrong.string() + ":1:"), HasSubstr("DOCTYPE"))));
}

TEST(Loading, keeps_its_limits) {
    const Folder folder;
    folder.write("b.xsd", schema(global("b1") + global("b2"), "", "urn:b"));
    const auto file = folder.write("a.xsd", schema(import("urn:b", "b.xsd") + global("x")));
    LoadLimits exact;
    exact.files = 2;
    exact.elements = 6;
    exact.depth = 2;
    EXPECT_TRUE(SchemaModel::load(file, exact));
    auto limits = exact;
    limits.files = 1;
    EXPECT_THAT(finding_texts(failure(file, limits)), ElementsAre(HasSubstr("more than 1 files")));
    limits = exact;
    limits.elements = 5;
    EXPECT_THAT(finding_texts(failure(file, limits)), ElementsAre(HasSubstr("more than 5 elements")));
    limits = exact;
    limits.depth = 1;
    EXPECT_THAT(finding_texts(failure(file, limits)), ElementsAre(HasSubstr("nested deeper than 1")));
    limits = exact;
    limits.file_octets = 10;
    EXPECT_THAT(finding_texts(failure(file, limits)), ElementsAre(HasSubstr("larger than 10")));
}

std::string groups_that_double(int levels) {
    std::string text = "<xs:group name=\"g0\"><xs:sequence>" + global("x") + "</xs:sequence></xs:group>";
    std::string reference = "<xs:group ref=\"a:g0\"/>";
    for (int at = 1; at <= levels; ++at) {
        const auto number = std::to_string(at);
        text.append("<xs:group name=\"g").append(number).append("\"><xs:sequence>");
        text.append(reference).append(reference).append("</xs:sequence></xs:group>");
        reference.assign("<xs:group ref=\"a:g").append(number).append("\"/>");
    }
    return text + "<xs:complexType name=\"T\">" + reference + "</xs:complexType>";
}

TEST(Loading, of_groups_that_grow_without_bound_is_stopped) {
    const Folder folder;
    const auto file = folder.write("a.xsd", schema(groups_that_double(30)));
    LoadLimits limits;
    limits.memory_octets = 16 * 1024 * 1024;
    EXPECT_THAT(finding_texts(failure(file, limits)), ElementsAre(HasSubstr("more memory than 16777216")));
    limits = {};
    limits.time = std::chrono::milliseconds{0};
    EXPECT_THAT(finding_texts(failure(file, limits)), ElementsAre(HasSubstr("longer than 0 ms")));
    EXPECT_THAT(children_of(type(*loaded(folder.write("b.xsd", schema(groups_that_double(5)))), "T")), SizeIs(32));
}

TEST(Loading, of_a_long_chain_of_types_is_stopped) {
    const Folder folder;
    std::string chain;
    for (int at = 0; at < 20'000; ++at) {
        chain.append("<xs:complexType name=\"t").append(std::to_string(at));
        chain.append("\"><xs:sequence><xs:element name=\"e\" type=\"a:t").append(std::to_string(at + 1));
        chain.append("\"/></xs:sequence></xs:complexType>");
    }
    const auto file = folder.write("a.xsd", schema(chain + "<xs:complexType name=\"t20000\"/>"));
    EXPECT_THAT(finding_texts(failure(file)), ElementsAre(HasSubstr("too long a chain")));
}

TEST(Loading, refuses_numbers_that_would_be_misread) {
    const Folder folder;
    const auto with = [&](const std::string& occurs) {
        return folder.write("a.xsd", schema("<xs:complexType name=\"T\"><xs:sequence>\n<xs:element name=\"x\" " +
                                            occurs + "/></xs:sequence></xs:complexType>"));
    };
    EXPECT_EQ(children_of(type(*loaded(with("maxOccurs=\"2147483647\"")), "T")).at(0).occurs.most, 2147483647U);
    for (const auto* occurs : {"maxOccurs=\"2147483648\"", "maxOccurs=\"18446744073709551617\"",
                               "minOccurs=\"4294967296\" maxOccurs=\"unbounded\""}) {
        EXPECT_THAT(finding_texts(failure(with(occurs))), Contains(AllOf(HasSubstr(":3:"), HasSubstr("are not read"))))
            << occurs;
    }
}

TEST(Loading, stops_listing_after_many_findings) {
    const Folder folder;
    std::string wrong;
    for (int at = 0; at < 500; ++at) {
        wrong += "<xs:element name=\"x" + std::to_string(at) + "\" type=\"a:Nothing\"/>\n";
    }
    const auto error = failure(folder.write("a.xsd", schema(wrong)));
    EXPECT_THAT(error.findings, SizeIs(201));
    EXPECT_EQ(error.findings.back().severity, Severity::note);
}

}  // namespace
}  // namespace otkel::xsd::tests
