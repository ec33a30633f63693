// SPDX-License-Identifier: MIT
#include "workspace/git/gitconfig.h"

#include <algorithm>
#include <array>

namespace vibecoder {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

class Reader
{
public:
    explicit Reader(const QByteArray &text)
        : m_text(text)
    {
    }

    QList<GitSetting> all()
    {
        if (m_text.startsWith("\xef\xbb\xbf"))
            m_at = 3;
        while (m_at < m_text.size()) {
            const char c = m_text.at(m_at);
            if (c == '\n' || isSpace(c))
                ++m_at;
            else if (c == '#' || c == ';')
                skipLine();
            else if (c == '[')
                section();
            else
                setting();
        }
        return m_settings;
    }

private:
    [[nodiscard]] char now() const { return m_at < m_text.size() ? m_text.at(m_at) : '\n'; }

    void skipLine()
    {
        while (m_at < m_text.size() && m_text.at(m_at) != '\n')
            ++m_at;
    }

    void section()
    {
        ++m_at;
        QByteArray name;
        for (; now() != '\n' && now() != ']' && now() != '"'; ++m_at) {
            if (!isSpace(now()))
                name += now();
        }
        // `[a.B]` is the old way to write a subsection; it is lower case as well.
        m_section = name.toLower();
        if (now() == '"') {
            ++m_at;
            QByteArray inner;
            for (; now() != '\n' && now() != '"'; ++m_at) {
                if (now() == '\\')
                    ++m_at;
                inner += now();
            }
            m_section += '.' + inner;
        }
        while (now() != '\n' && now() != ']')
            ++m_at;
        if (now() == ']')
            ++m_at;
    }

    void setting()
    {
        GitSetting setting;
        QByteArray name;
        for (; isNameCharacter(now()); ++m_at)
            name += now();
        while (isSpace(now()))
            ++m_at;
        if (now() == '=') {
            ++m_at;
            setting.hasValue = true;
            setting.value = value();
        } else {
            skipLine();
        }
        setting.key = m_section + '.' + name.toLower();
        if (!name.isEmpty())
            m_settings.append(setting);
    }

    QByteArray value()
    {
        QByteArray read;
        qsizetype kept = 0; // spaces at the end do not count unless they are quoted
        bool quoted = false;
        for (; m_at < m_text.size(); ++m_at) {
            const char c = m_text.at(m_at);
            if (c == '\n')
                break;
            if (!quoted && (c == '#' || c == ';')) {
                skipLine();
                break;
            }
            if (c == '"') {
                quoted = !quoted;
                kept = read.size();
                continue;
            }
            if (c == '\\' && m_at + 1 < m_text.size()) {
                const char next = m_text.at(++m_at);
                if (next == '\r' && m_at + 1 < m_text.size() && m_text.at(m_at + 1) == '\n')
                    ++m_at;
                else if (next != '\n')
                    read += next == 'n' ? '\n' : next == 't' ? '\t' : next == 'b' ? '\b' : next;
                kept = read.size();
                continue;
            }
            if (!quoted && isSpace(c)) {
                if (!read.isEmpty())
                    read += c;
                continue;
            }
            read += c;
            kept = read.size();
        }
        read.truncate(kept);
        return read;
    }

    const QByteArray &m_text;
    qsizetype m_at = 0;
    QByteArray m_section;
    QList<GitSetting> m_settings;
};

// What git starts without being asked for it by name, and lists that say what it starts or leaves out.
bool startsSomething(const QByteArray &section, const QByteArray &name)
{
    static const QByteArrayList ofCore{"fsmonitor", "editor", "pager", "sshcommand", "askpass", "gitproxy",
        "attributesfile", "excludesfile", "alternaterefscommand"};
    if (section == "core")
        return ofCore.contains(name);
    if (section == "filter")
        return name == "clean" || name == "smudge" || name == "process";
    if (section == "diff")
        return name == "command" || name == "textconv" || name == "external";
    if (section == "hook" || section == "trailer" || section == "mergetool" || section == "difftool")
        return name == "command" || name == "cmd" || name == "path";
    return (section == "merge" && name == "driver") || (section == "sequence" && name == "editor") ||
           (section == "credential" && name == "helper") || (section == "gpg" && name.endsWith("program")) ||
           section == "pager" || (section == "interactive" && name == "difffilter") ||
           (section == "uploadpack" && name == "packobjectshook") ||
           (section == "remote" && (name == "uploadpack" || name == "receivepack")) ||
           (section == "submodule" && name == "update") ||
           (section == "sendemail" && (name == "smtpserver" || name == "tocmd" || name == "cccmd"));
}

QByteArrayList wordsOf(const QByteArray &command)
{
    QByteArrayList words;
    QByteArray word;
    for (const char c : command) {
        if (isSpace(c) || c == '\n' || c == '"' || c == '\'' || c == ';' || c == '&' || c == '|' || c == '(' ||
            c == ')' || c == '=' || c == '!' || c == '<' || c == '>' || c == '`') {
            if (!word.isEmpty())
                words.append(std::exchange(word, {}));
        } else {
            word += c;
        }
    }
    if (!word.isEmpty())
        words.append(word);
    return words;
}

// `https://user:secret@host/x`: everything between the slashes and the last `@` before the next slash. A name alone
// before `@` is how ssh addresses are written; in http a token stands there as well.
QByteArray withoutPassword(const QByteArray &value)
{
    QByteArray clean = value;
    // A proxy may stand there without its scheme.
    if (const qsizetype sign = value.lastIndexOf('@'); sign > 0 && !value.contains("://")) {
        const QByteArray user = value.first(sign);
        if (user.contains(':') && std::none_of(user.begin(), user.end(), [](char c) { return c == '/' || isSpace(c); }))
            return "hidden" + value.sliced(sign);
    }
    qsizetype from = 0;
    for (qsizetype at = clean.indexOf("://", from); at >= 0; at = clean.indexOf("://", from)) {
        const qsizetype begin = at + 3;
        qsizetype end = begin;
        while (end < clean.size() && clean.at(end) != '/' && clean.at(end) != '?' && clean.at(end) != '#' &&
               !isSpace(clean.at(end)))
            ++end;
        const qsizetype sign = clean.lastIndexOf('@', end - 1);
        from = begin;
        if (sign < begin)
            continue;
        const bool ssh = clean.first(at).toLower().endsWith("ssh") || clean.first(at).toLower().endsWith("git");
        const QByteArray user = clean.mid(begin, sign - begin);
        const qsizetype colon = user.indexOf(':');
        if (ssh && colon < 0)
            continue;
        const QByteArray shown = ssh ? user.first(colon) : QByteArray("hidden");
        clean = clean.first(begin) + shown + clean.sliced(sign);
    }
    return clean;
}

// Queries of addresses carry tokens too.
QByteArray withoutQuery(const QByteArray &value)
{
    const qsizetype scheme = value.indexOf("://");
    const qsizetype query = scheme < 0 ? -1 : value.indexOf('?', scheme);
    return query < 0 ? value : value.first(query);
}

bool isSecretName(const QByteArray &section, const QByteArray &name)
{
    static constexpr std::array<QByteArrayView, 11> words{"password", "passwd", "secret", "token", "apikey", "api-key",
        "accesskey", "access-key", "extraheader", "cookie", "bearer"};
    if (section == "credential" || name == "pat" || name.endsWith("auth") ||
        (name.endsWith("pass") && name != "bypass"))
        return true;
    return std::any_of(words.begin(), words.end(), [&name](QByteArrayView word) { return name.contains(word); });
}

QByteArray quoted(const QByteArray &value)
{
    // The part of a section's head in quotes knows no other escapes, and holds no new line.
    QByteArray text = value;
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    return '"' + text + '"';
}

} // namespace

QList<GitSetting> gitSettings(const QByteArray &text)
{
    return Reader(text).all();
}

GitNames namesIn(const QList<GitSetting> &settings)
{
    GitNames names;
    for (const GitSetting &setting : settings) {
        const QByteArray section = setting.key.first(setting.key.indexOf('.'));
        const QByteArray name = setting.key.sliced(setting.key.lastIndexOf('.') + 1);
        if (setting.value.isEmpty())
            continue;
        if (setting.key == "core.hookspath" || setting.key == "init.templatedir")
            names.folders.append(setting.value);
        else if ((section == "include" || section == "includeif") && name == "path")
            names.includes.append(setting.value);
        else if (startsSomething(section, name) || (section == "alias" && setting.value.startsWith('!')))
            names.files += wordsOf(setting.value);
    }
    return names;
}

std::optional<QByteArray> withoutCredentials(const QByteArray &text)
{
    QByteArray clean;
    QByteArray openSection;
    bool found = false;
    // Written anew: what is left out must not come back by a reading of the text that differs from git's.
    for (const GitSetting &setting : gitSettings(text)) {
        const qsizetype first = setting.key.indexOf('.'), last = setting.key.lastIndexOf('.');
        const QByteArray section = setting.key.first(first), name = setting.key.sliced(last + 1);
        const QByteArray inner = last > first ? setting.key.mid(first + 1, last - first - 1) : QByteArray();
        const QByteArray cleanInner = withoutQuery(withoutPassword(inner));
        const QByteArray cleanValue = withoutQuery(withoutPassword(setting.value));
        if (section.isEmpty())
            continue; // git refuses the whole file
        if (isSecretName(section, name)) {
            found = true;
            continue;
        }
        found = found || cleanInner != inner || cleanValue != setting.value;
        const QByteArray head = '[' + section + (last > first ? " " + quoted(cleanInner) : QByteArray()) + "]\n";
        if (head != openSection)
            clean += head;
        openSection = head;
        clean += '\t' + name + (setting.hasValue ? " = " + quoted(cleanValue) : QByteArray()) + '\n';
    }
    // Comments are left out too; what they hold is looked at by whether the rest would change anything.
    const QByteArray lower = text.toLower();
    const bool comments =
        withoutPassword(text) != text || lower.contains("extraheader") || lower.contains("[credential");
    return found || comments ? std::optional(clean) : std::nullopt;
}

} // namespace vibecoder
