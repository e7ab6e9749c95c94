#include <libxml/parser.h>
#include <libxslt/transform.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>

#include <cstdio>
#include <cstdlib>

#include "bench/programs.hpp"

namespace otkel::bench {
namespace {

constexpr std::string_view stylesheet_text = R"xsl(<?xml version="1.0"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:dc="urn:otkel:customs:declaration-check:v1">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:template name="escape">
    <xsl:param name="text"/>
    <xsl:choose>
      <xsl:when test="contains($text, '&quot;')">
        <xsl:value-of select="substring-before($text, '&quot;')"/>
        <xsl:text>\"</xsl:text>
        <xsl:call-template name="escape">
          <xsl:with-param name="text" select="substring-after($text, '&quot;')"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template name="member">
    <xsl:param name="name"/>
    <xsl:param name="value"/>
    <xsl:text>"</xsl:text>
    <xsl:value-of select="$name"/>
    <xsl:text>":"</xsl:text>
    <xsl:call-template name="escape"><xsl:with-param name="text" select="$value"/></xsl:call-template>
    <xsl:text>"</xsl:text>
  </xsl:template>
  <xsl:template match="Description">
    <xsl:text>,</xsl:text>
    <xsl:call-template name="member">
      <xsl:with-param name="name">description</xsl:with-param>
      <xsl:with-param name="value" select="."/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="Gtin">
    <xsl:text>,</xsl:text>
    <xsl:call-template name="member">
      <xsl:with-param name="name">gtin</xsl:with-param>
      <xsl:with-param name="value" select="."/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="Ntin">
    <xsl:text>,</xsl:text>
    <xsl:call-template name="member">
      <xsl:with-param name="name">ntin</xsl:with-param>
      <xsl:with-param name="value" select="."/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="OriginCountryCode">
    <xsl:text>,</xsl:text>
    <xsl:call-template name="member">
      <xsl:with-param name="name">origin</xsl:with-param>
      <xsl:with-param name="value" select="."/>
    </xsl:call-template>
  </xsl:template>
  <xsl:template match="Marking">
    <xsl:text>,"marking":{"total":</xsl:text>
    <xsl:value-of select="@total"/>
    <xsl:text>,"codes":[</xsl:text>
    <xsl:for-each select="Codes/Code">
      <xsl:if test="position() &gt; 1">,</xsl:if>
      <xsl:text>"</xsl:text>
      <xsl:call-template name="escape"><xsl:with-param name="text" select="."/></xsl:call-template>
      <xsl:text>"</xsl:text>
    </xsl:for-each>
    <xsl:text>]}</xsl:text>
  </xsl:template>
  <!-- The element i does not show in text output; it keeps text nodes short, which libxslt grows in quadratic time. -->
  <xsl:template match="Item"><i>
    <xsl:if test="position() &gt; 1">,</xsl:if>
    <xsl:text>{"line":</xsl:text>
    <xsl:value-of select="@no"/>
    <xsl:text>,</xsl:text>
    <xsl:call-template name="member">
      <xsl:with-param name="name">tnved</xsl:with-param>
      <xsl:with-param name="value" select="CommodityCode"/>
    </xsl:call-template>
    <xsl:apply-templates select="Description|Gtin|Ntin|OriginCountryCode"/>
    <xsl:text>,"quantity":{</xsl:text>
    <xsl:call-template name="member">
      <xsl:with-param name="name">value</xsl:with-param>
      <xsl:with-param name="value" select="Quantity"/>
    </xsl:call-template>
    <xsl:text>,"unit":"</xsl:text>
    <xsl:call-template name="unit"><xsl:with-param name="code" select="Quantity/@unitCode"/></xsl:call-template>
    <xsl:text>"}</xsl:text>
    <xsl:apply-templates select="Marking"/>
    <xsl:text>}</xsl:text>
  </i></xsl:template>
  <xsl:template name="unit">
    <xsl:param name="code"/>
    <xsl:choose>
      <xsl:when test="$code='796'">piece</xsl:when>
      <xsl:when test="$code='166'">kilogram</xsl:when>
      <xsl:when test="$code='112'">litre</xsl:when>
      <xsl:when test="$code='006'">metre</xsl:when>
      <xsl:when test="$code='715'">pair</xsl:when>
      <xsl:when test="$code='778'">package</xsl:when>
      <xsl:when test="$code='798'">thousand-pieces</xsl:when>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="/dc:DeclarationCheckRequest">
    <xsl:text>{"declaration":{</xsl:text>
    <xsl:call-template name="member">
      <xsl:with-param name="name">number</xsl:with-param>
      <xsl:with-param name="value" select="Declaration/Number"/>
    </xsl:call-template>
    <xsl:text>,</xsl:text>
    <xsl:call-template name="member">
      <xsl:with-param name="name">date</xsl:with-param>
      <xsl:with-param name="value" select="Declaration/Date"/>
    </xsl:call-template>
    <xsl:if test="Declaration/ProcedureCode">
      <xsl:text>,</xsl:text>
      <xsl:call-template name="member">
        <xsl:with-param name="name">procedure</xsl:with-param>
        <xsl:with-param name="value" select="Declaration/ProcedureCode"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:text>},"direction":"</xsl:text>
    <xsl:choose>
      <xsl:when test="DirectionCode='ИМ'">import</xsl:when>
      <xsl:otherwise>export</xsl:otherwise>
    </xsl:choose>
    <xsl:text>","importer":{</xsl:text>
    <xsl:call-template name="member">
      <xsl:with-param name="name">id</xsl:with-param>
      <xsl:with-param name="value" select="Importer/Id"/>
    </xsl:call-template>
    <xsl:if test="Importer/Name">
      <xsl:text>,</xsl:text>
      <xsl:call-template name="member">
        <xsl:with-param name="name">name</xsl:with-param>
        <xsl:with-param name="value" select="Importer/Name"/>
      </xsl:call-template>
    </xsl:if>
    <xsl:text>},"items":[</xsl:text>
    <xsl:apply-templates select="Goods/Item"/>
    <xsl:text>]}</xsl:text>
  </xsl:template>
</xsl:stylesheet>
)xsl";

[[noreturn]] void give_up(const char* what) {
    std::fprintf(stderr, "%s\n", what);
    std::exit(1);
}

}  // namespace

struct Stylesheet::State {
    xsltStylesheetPtr compiled;
};

Stylesheet::Stylesheet() : state_(std::make_unique<State>()) {
    auto* document =
        xmlReadMemory(stylesheet_text.data(), static_cast<int>(stylesheet_text.size()), "s.xsl", nullptr, 0);
    state_->compiled = document == nullptr ? nullptr : xsltParseStylesheetDoc(document);
    if (state_->compiled == nullptr) {
        give_up("the stylesheet does not compile");
    }
}

Stylesheet::~Stylesheet() { xsltFreeStylesheet(state_->compiled); }

std::string Stylesheet::apply(std::string_view xml) const {
    auto* document = xmlReadMemory(xml.data(), static_cast<int>(xml.size()), "in.xml", nullptr,
                                   XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_COMPACT);
    auto* result = document == nullptr ? nullptr : xsltApplyStylesheet(state_->compiled, document, nullptr);
    xmlChar* text = nullptr;
    int size = 0;
    if (result == nullptr || xsltSaveResultToString(&text, &size, result, state_->compiled) != 0) {
        give_up("the transformation failed");
    }
    std::string json(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
    xmlFree(text);
    xmlFreeDoc(result);
    xmlFreeDoc(document);
    return json;
}

}  // namespace otkel::bench
