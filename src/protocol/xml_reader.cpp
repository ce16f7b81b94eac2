// SPDX-License-Identifier: Apache-2.0
#include "protocol/xml_reader.hpp"

#include <libxml/parser.h>
#include <libxml/xmlreader.h>

#include <limits>
#include <utility>

namespace skiff::protocol {
namespace {

char const* chars(xmlChar const* text) noexcept {
    return reinterpret_cast<char const*>(text);
}

/// libxml2 prints to stderr unless somebody listens.
#if LIBXML_VERSION >= 21200
void ignore(void*, xmlError const*) {}
#else
void ignore(void*, xmlError*) {}
#endif

/// libxml2's global tables are made once, before threads use them.
void initialize() {
    static bool const done = [] {
        xmlInitParser();
        return true;
    }();
    static_cast<void>(done);
}

} // namespace

void xml_reader::deleter::operator()(_xmlTextReader* reader) const noexcept {
    xmlFreeTextReader(reader);
}

xml_reader::xml_reader(std::string_view text) {
    initialize();
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        fail("the XML is too large");
        return;
    }
    // Without XML_PARSE_NOENT and XML_PARSE_HUGE: entities stay as they are, libxml2's own limits
    // hold.
    int const options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                        XML_PARSE_NOCDATA;
    reader_.reset(
        xmlReaderForMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr, options));
    if (!reader_) {
        fail("no XML");
        return;
    }
    xmlTextReaderSetStructuredErrorHandler(reader_.get(), &ignore, nullptr);
}

xml_reader::~xml_reader() = default;

bool xml_reader::fail(std::string reason) {
    if (failure_.empty())
        failure_ = std::move(reason);
    return false;
}

bool xml_reader::advance() {
    if (failed())
        return false;
    int const read = xmlTextReaderRead(reader_.get());
    if (read != 1)
        return fail(read == 0 ? "the XML ends early" : "not well-formed XML");
    switch (xmlTextReaderNodeType(reader_.get())) {
    case XML_READER_TYPE_DOCUMENT_TYPE:
        return fail("the XML has a document type");
    case XML_READER_TYPE_ENTITY_REFERENCE:
        return fail("the XML refers to an entity");
    default:
        break;
    }
    if (xmlTextReaderDepth(reader_.get()) > most_depth)
        return fail("the XML is nested too deeply");
    return true;
}

bool xml_reader::open_root() {
    while (advance())
        if (xmlTextReaderNodeType(reader_.get()) == XML_READER_TYPE_ELEMENT) {
            empty_ = xmlTextReaderIsEmptyElement(reader_.get()) == 1;
            return true;
        }
    return false;
}

bool xml_reader::next_child() {
    if (failed())
        return false;
    if (std::exchange(empty_, false))
        return false;
    while (advance()) {
        int const type = xmlTextReaderNodeType(reader_.get());
        if (type == XML_READER_TYPE_END_ELEMENT)
            return false;
        if (type == XML_READER_TYPE_ELEMENT) {
            empty_ = xmlTextReaderIsEmptyElement(reader_.get()) == 1;
            return true;
        }
    }
    return false;
}

std::string_view xml_reader::name() const {
    auto const* const found = reader_ ? xmlTextReaderConstLocalName(reader_.get()) : nullptr;
    return found == nullptr ? std::string_view() : std::string_view(chars(found));
}

bool xml_reader::text(std::string& out) {
    out.clear();
    if (failed())
        return false;
    if (std::exchange(empty_, false))
        return true;
    while (advance()) {
        switch (xmlTextReaderNodeType(reader_.get())) {
        case XML_READER_TYPE_END_ELEMENT:
            return true;
        case XML_READER_TYPE_ELEMENT:
            return fail("expected text, got element '" + std::string(name()) + '\'');
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
        case XML_READER_TYPE_WHITESPACE:
        case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
            if (auto const* const piece = xmlTextReaderConstValue(reader_.get()))
                out += chars(piece);
            break;
        default:
            break;
        }
    }
    return false;
}

bool xml_reader::skip() {
    for (int open = 1; open != 0;) {
        if (next_child())
            ++open;
        else if (failed())
            return false;
        else
            --open;
    }
    return true;
}

} // namespace skiff::protocol
