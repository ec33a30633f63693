// SPDX-License-Identifier: MIT
#include "verification/outputtext.h"

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr char16_t kEscape = 0x1b, kBell = 0x07, kBackspace = 0x08, kCsi = 0x9b;
constexpr qsizetype kMaxSequence = 4096; // an unfinished sequence must not swallow the output

QByteArray bounded(const QByteArray &bytes)
{
    if (bytes.size() <= OutputText::kMaxBytes)
        return bytes;
    // Summaries come last.
    const qsizetype head = OutputText::kMaxBytes / 4;
    return bytes.first(head) + "\n[output left out]\n" + bytes.last(OutputText::kMaxBytes - head);
}

// Reads raw text and writes readable text over it: the writer never passes the reader.
class Cleaner
{
public:
    explicit Cleaner(QString &text)
        : m_data(reinterpret_cast<char16_t *>(text.data()))
        , m_size(text.size())
    {
    }

    qsizetype run()
    {
        while (m_read < m_size) {
            const char16_t c = m_data[m_read++];
            if (c >= 0x20 && c < 0x7f)
                put(c);
            else
                special(c);
        }
        return m_written;
    }

private:
    void put(char16_t c)
    {
        if (m_overwrites) {
            m_written = m_lineStart;
            m_overwrites = false;
        }
        m_data[m_written++] = c;
    }

    void newLine()
    {
        m_overwrites = false;
        m_data[m_written++] = u'\n';
        m_lineStart = m_written;
    }

    void special(char16_t c)
    {
        if (c == u'\n')
            newLine();
        else if (c == u'\r')
            m_overwrites = m_written > m_lineStart; // settled by what follows: a line end, or text that overwrites
        else if (c == kEscape)
            escape();
        else if (c == kCsi)
            control();
        else if (c == kBackspace)
            m_written -= m_written > m_lineStart ? 1 : 0;
        else if (c == u'\t' || c > 0x9f)
            put(c);
    }

    void escape()
    {
        if (m_read >= m_size)
            return;
        const char16_t c = m_data[m_read++];
        if (c == u'[')
            control();
        else if (c == u']' || c == u'P' || c == u'X' || c == u'^' || c == u'_')
            skipString();
        else if (c >= u' ' && c <= u'/') // ESC ( B and relatives: one more character
            m_read += m_read < m_size ? 1 : 0;
        else if (c < u' ')
            --m_read;
    }

    void skipString()
    {
        const qsizetype end = std::min(m_size, m_read + kMaxSequence);
        for (qsizetype i = m_read; i < end && m_data[i] != u'\n'; ++i) {
            if (m_data[i] == kBell || (m_data[i] == kEscape && i + 1 < m_size && m_data[i + 1] == u'\\')) {
                m_read = i + (m_data[i] == kBell ? 1 : 2);
                return;
            }
        }
    }

    void control()
    {
        const qsizetype start = m_read, end = std::min(m_size, m_read + 64);
        while (m_read < end && m_data[m_read] >= 0x20 && m_data[m_read] < 0x40)
            ++m_read;
        if (m_read >= end || m_data[m_read] < 0x40 || m_data[m_read] > 0x7e)
            return; // cut off: its parameters are lost, the text behind it is not
        const QStringView parameters(m_data + start, m_read - start);
        moved(m_data[m_read++], parameters);
    }

    // The cursor moves: back to the start of the line overwrites it; anywhere else begins a line of its own, so that
    // everything that was to be seen stays to be read.
    void moved(char16_t final, QStringView parameters)
    {
        if (final == u'G' && (parameters.isEmpty() || parameters == u"1"))
            m_overwrites = m_written > m_lineStart;
        else if (final == u'G')
            put(u' ');
        else if (final == u'K' && parameters == u"2")
            m_written = m_lineStart;
        else if (final == u'C')
            put(u' ');
        else if (QStringView(u"ABEFHJdf").contains(QChar(final)) && m_written > m_lineStart)
            newLine();
    }

    char16_t *m_data;
    qsizetype m_size, m_read = 0, m_written = 0, m_lineStart = 0;
    bool m_overwrites = false;
};

// 2026-11-25T08:00:00.1234567Z and a space: the prefix of logs of build servers
bool startsWithTime(QStringView line)
{
    static constexpr QStringView shape = u"dddd-dd-ddTdd:dd:dd";
    if (line.size() < shape.size() + 2)
        return false;
    for (qsizetype i = 0; i < shape.size(); ++i) {
        const bool digit = line.at(i) >= u'0' && line.at(i) <= u'9';
        if (shape.at(i) == u'd' ? !digit : line.at(i) != shape.at(i))
            return false;
    }
    return line.left(32).contains(u"Z "_s);
}

} // namespace

OutputText::OutputText(const QByteArray &bytes)
    : m_text(QString::fromUtf8(bounded(bytes)))
{
    m_text.truncate(Cleaner(m_text).run());
    indexLines();
    removeLogTimes();
}

void OutputText::indexLines()
{
    m_starts.clear();
    m_count = 0;
    if (m_text.isEmpty())
        return;
    m_starts.push_back(0);
    for (qsizetype at = m_text.indexOf(u'\n'); at >= 0 && at + 1 < m_text.size(); at = m_text.indexOf(u'\n', at + 1))
        m_starts.push_back(quint32(at + 1));
    m_count = qsizetype(m_starts.size());
    m_starts.push_back(quint32(m_text.size() + (m_text.endsWith(u'\n') ? 0 : 1)));
}

void OutputText::removeLogTimes()
{
    if (lineCount() < 2 || !startsWithTime(line(0)) || !startsWithTime(line(1)))
        return;
    QString text;
    text.reserve(m_text.size());
    for (qsizetype i = 0; i < lineCount(); ++i) {
        const QStringView whole = line(i);
        text += startsWithTime(whole) ? whole.sliced(whole.indexOf(u' ') + 1) : whole;
        text += u'\n';
    }
    m_text = std::move(text);
    indexLines();
}

QRegularExpressionMatch matchLine(const QRegularExpression &pattern, QStringView line)
{
    return pattern.match(line.left(OutputText::kMaxMatched).toString());
}

} // namespace vibecoder
