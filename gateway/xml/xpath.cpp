#include "gateway/xml/xpath.hpp"

#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include <mutex>

#include "gateway/xml/document.hpp"
#include "gateway/xml/library_messages.hpp"

namespace otkel::xml {
namespace {

struct FreeExpression {
    void operator()(xmlXPathCompExpr* expression) const { xmlXPathFreeCompExpr(expression); }
};
struct FreeContext {
    void operator()(xmlXPathContext* context) const { xmlXPathFreeContext(context); }
};
struct FreeObject {
    void operator()(xmlXPathObject* object) const { xmlXPathFreeObject(object); }
};
struct FreeText {
    void operator()(xmlChar* text) const { xmlFree(text); }
};
using Object = std::unique_ptr<xmlXPathObject, FreeObject>;

const xmlChar* chars(const std::string& text) { return reinterpret_cast<const xmlChar*>(text.c_str()); }

// The library gives numbers only.
std::string words_of(int code) {
    switch (code) {
        case XPATH_UNDEF_PREFIX_ERROR: return "a prefix is not declared";
        case XPATH_UNKNOWN_FUNC_ERROR: return "there is no such function";
        case XPATH_UNDEF_VARIABLE_ERROR: return "there are no variables";
        case XPATH_INVALID_ARITY: return "a function has the wrong number of arguments";
        case XPATH_INVALID_TYPE:
        case XPATH_INVALID_OPERAND: return "a value is not of the type that is needed";
        default: return "it cannot be evaluated (error " + std::to_string(code) + ")";
    }
}

void ignore(void* /*context*/, xmlErrorPtr /*message*/) {}

void print_nothing(void* /*context*/, const char* /*format*/, ...) {}

// Some messages go round the context to standard error.
class Silence {
public:
    Silence() { xmlSetGenericErrorFunc(nullptr, print_nothing); }
    ~Silence() { xmlSetGenericErrorFunc(context_, function_); }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

private:
    void* context_{xmlGenericErrorContext};
    xmlGenericErrorFunc function_{xmlGenericError};
};

}  // namespace

struct XPath::Compiled {
    Namespaces namespaces;
    std::unique_ptr<xmlXPathCompExpr, FreeExpression> expression;
    std::mutex mutex;  // the expression remembers the functions it has looked up

    [[nodiscard]] Result<Object> run(const Document& document);
};

Result<Object> XPath::Compiled::run(const Document& document) {
    const Silence silence;
    const std::unique_ptr<xmlXPathContext, FreeContext> context{xmlXPathNewContext(document.native())};
    context->node = document.root();
    context->opLimit = steps_max;
    context->error = ignore;
    for (const auto& [prefix, space] : namespaces) {
        xmlXPathRegisterNs(context.get(), chars(prefix), chars(space));
    }
    Object object;
    {
        const std::lock_guard lock(mutex);
        object.reset(xmlXPathCompiledEval(expression.get(), context.get()));
    }
    const auto code = context->lastError.code == XML_ERR_OK ? 0 : context->lastError.code - XML_XPATH_EXPRESSION_OK;
    if (code == XPATH_OP_LIMIT_EXCEEDED || code == XPATH_RECURSION_LIMIT_EXCEEDED) {
        return fail(Errc::limit_exceeded, "it takes more than " + std::to_string(steps_max) + " steps");
    }
    if (object == nullptr || code != 0) {
        return fail(Errc::malformed, words_of(code));
    }
    return object;
}

XPath::XPath(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
XPath::~XPath() = default;

Result<std::shared_ptr<const XPath>> XPath::compile(std::string_view text, const Namespaces& namespaces) {
    auto compiled = std::make_unique<Compiled>();
    compiled->namespaces = namespaces;
    const MessageCapture messages;
    compiled->expression.reset(xmlXPathCompile(chars(std::string(text))));
    if (compiled->expression == nullptr) {
        return fail(Errc::malformed, messages.first());
    }
    // Names of functions and prefixes are looked up only when they are met.
    const auto trial = Document::parse("<trial/>", {});
    if (const auto tried = compiled->run(*trial); !tried) {
        return fail(tried.error());
    }
    return std::shared_ptr<const XPath>(new XPath(std::move(compiled)));
}

Result<std::optional<std::string>> XPath::evaluate(const Element& element) const {
    const auto octets = element.standing_alone();
    if (octets.size() > octets_max) {
        return fail(Errc::limit_exceeded,
                    "the element is larger than the " + std::to_string(octets_max) + " octets that XPath is for");
    }
    const auto document = Document::parse(octets, {});
    if (!document) {
        return fail(document.error());
    }
    const auto result = compiled_->run(*document);
    if (!result) {
        return fail(result.error());
    }
    const auto* set = (*result)->type == XPATH_NODESET ? (*result)->nodesetval : nullptr;
    if ((*result)->type == XPATH_NODESET && (set == nullptr || set->nodeNr == 0)) {
        return std::optional<std::string>{};
    }
    const std::unique_ptr<xmlChar, FreeText> text{xmlXPathCastToString(result->get())};
    return std::optional<std::string>(reinterpret_cast<const char*>(text.get()));
}

}  // namespace otkel::xml
