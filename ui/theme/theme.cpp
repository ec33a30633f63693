// SPDX-License-Identifier: MIT
#include "theme/theme.h"

#include "theme/basestyle.h"
#include "theme/icons.h"
#include "theme/stylesheet.h"

#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QFontDatabase>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>

// The macro must stand outside of any name space; the library is static, so nobody else calls it.
static void initUiResources()
{
    Q_INIT_RESOURCE(ui);
}

namespace vibecoder {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kNames[kRoleCount] = {"window", "surface", "raised", "sunken", "hover", "selected", "border",
    "borderStrong", "text", "textSecondary", "textMuted", "accent", "onAccent", "focus", "running", "runningSoft",
    "success", "successSoft", "warning", "warningSoft", "danger", "dangerSoft", "stuck", "stuckSoft", "diffAddWord",
    "diffDelWord"};

QString themeName(bool dark)
{
    return dark ? u"dark"_s : u"light"_s;
}

double channel(double value)
{
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) + 0.0722 * channel(color.blueF());
}

QStringList familiesOf(const QJsonArray &names)
{
    QStringList families;
    for (const QJsonValue &name : names) {
        if (name.toString() != u"system-ui"_s && QFontDatabase::hasFamily(name.toString()))
            families.append(name.toString());
    }
    return families;
}

} // namespace

double contrastRatio(const QColor &a, const QColor &b)
{
    const double first = luminance(a), second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

Theme &Theme::instance()
{
    static Theme theme;
    return theme;
}

Theme::Theme()
{
    initUiResources();
    QFile file(u":/ui/tokens.json"_s);
    if (file.open(QIODevice::ReadOnly))
        m_tokens = QJsonDocument::fromJson(file.readAll()).object();
    for (int i = 0; i < kRoleCount; ++i)
        m_colors[i] = color(Role(i), false);
}

void Theme::install()
{
    if (std::exchange(m_installed, true))
        return;
    m_systemPalette = QApplication::palette();
    QApplication::setStyle(new BaseStyle);
    qApp->installEventFilter(this);
    apply();
}

void Theme::setMode(ThemeMode mode)
{
    if (std::exchange(m_mode, mode) != mode)
        apply();
}

void Theme::setChinese(bool chinese)
{
    if (std::exchange(m_chinese, chinese) != chinese)
        apply();
}

void Theme::setTextScale(double scale)
{
    scale = std::clamp(scale, 1.0, 2.0);
    if (!qFuzzyCompare(std::exchange(m_scale, scale), scale))
        apply();
}

QColor Theme::color(Role role, bool dark) const
{
    const QJsonObject entry =
        m_tokens.value(u"colour"_s).toObject().value(QLatin1StringView(kNames[int(role)])).toObject();
    return QColor(entry.value(themeName(dark)).toString());
}

QColor Theme::syntax(SyntaxRole role) const
{
    static constexpr const char *names[] = {"keyword", "string", "number", "comment", "function"};
    const QJsonObject entry = m_tokens.value(u"syntax"_s).toObject().value(QLatin1StringView(names[int(role)])).toObject();
    return QColor(entry.value(themeName(m_dark)).toString());
}

QColor Theme::overlay() const
{
    const QJsonObject entry = m_tokens.value(u"overlay"_s).toObject();
    QColor color(entry.value(themeName(m_dark)).toString());
    color.setAlphaF(float(entry.value(themeName(m_dark) + u"_alpha"_s).toDouble()));
    return color;
}

QFont Theme::font(FontRole role, int weight) const
{
    const std::pair<int, int> key(int(role), weight);
    auto kept = m_fonts.constFind(key);
    if (kept == m_fonts.constEnd())
        kept = m_fonts.insert(key, makeFont(role, weight));
    return *kept;
}

QFont Theme::makeFont(FontRole role, int weight) const
{
    static constexpr const char *names[] = {
        "caption", "small", "base", "title", "heading", "number", "code", "code_action"};
    const QJsonObject fonts = m_tokens.value(u"font"_s).toObject();
    const bool code = role == FontRole::Code || role == FontRole::CodeAction;
    QFont font;
    const QStringList families = familiesOf(fonts.value(code ? u"code"_s : u"ui"_s).toArray());
    if (!families.isEmpty())
        font.setFamilies(families);
    if (code)
        font.setStyleHint(QFont::Monospace);
    const double size = fonts.value(u"size_px"_s)
                            .toObject()
                            .value(m_chinese ? u"zh"_s : u"en"_s)
                            .toObject()
                            .value(QLatin1StringView(names[int(role)]))
                            .toDouble(13);
    font.setPixelSize(int(std::lround(size * m_scale)));
    font.setWeight(QFont::Weight(weight));
    return font;
}

QFont Theme::digits(FontRole role, int weight) const
{
    QFont font = this->font(role, weight);
    QStringList families = font.families();
    if (families.removeAll(u"Inter"_s) > 0 && !families.isEmpty())
        font.setFamilies(families);
    return font;
}

int Theme::px(QLatin1StringView group, QLatin1StringView name) const
{
    return int(std::lround(m_tokens.value(group).toObject().value(name).toDouble() * m_scale));
}

int Theme::space(QLatin1StringView name) const
{
    return m_tokens.value(u"space"_s).toObject().value(name).toInt();
}

int Theme::radius(QLatin1StringView name) const
{
    return m_tokens.value(u"radius"_s).toObject().value(name).toInt();
}

Role Theme::roleOf(QStringView name)
{
    for (int i = 0; i < kRoleCount; ++i) {
        if (name == QLatin1StringView(kNames[i]))
            return Role(i);
    }
    return Role::Text;
}

QLatin1StringView Theme::nameOf(Role role)
{
    return QLatin1StringView(kNames[int(role)]);
}

QPalette Theme::palette() const
{
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, Role token) { palette.setColor(role, color(token)); };
    set(QPalette::Window, Role::Window);
    set(QPalette::Base, Role::Surface);
    set(QPalette::AlternateBase, Role::Window);
    set(QPalette::Button, Role::Raised);
    set(QPalette::ToolTipBase, Role::Raised);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText,
             QPalette::HighlightedText})
        set(role, Role::Text);
    set(QPalette::BrightText, Role::Danger);
    set(QPalette::Highlight, Role::Selected);
    set(QPalette::Link, Role::Running);
    set(QPalette::LinkVisited, Role::Running);
    set(QPalette::PlaceholderText, Role::TextMuted);
    set(QPalette::Mid, Role::Border);
    set(QPalette::Light, Role::Surface);
    set(QPalette::Midlight, Role::Hover);
    set(QPalette::Dark, Role::BorderStrong);
    set(QPalette::Shadow, Role::Border);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, color(Role::TextMuted));
    return palette;
}

// Qt 6.4 does not tell what the desktop wishes: its palette does.
bool Theme::systemIsDark() const
{
    return m_systemPalette.color(QPalette::Window).lightness() < 128;
}

void Theme::apply()
{
    m_fonts.clear();
    m_dark = m_mode == ThemeMode::System ? systemIsDark() : m_mode == ThemeMode::Dark;
    for (int i = 0; i < kRoleCount; ++i)
        m_colors[i] = color(Role(i), m_dark);
    Icons::clear();
    if (!m_installed)
        return;
    m_applying = true;
    QApplication::setPalette(palette());
    QApplication::setFont(font(FontRole::Base));
    qApp->setStyleSheet(styleSheetOf(*this));
    m_applying = false;
    emit changed();
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    // A change that is not ours comes from the desktop.
    if (watched == qApp && event->type() == QEvent::ApplicationPaletteChange && !m_applying &&
        QApplication::palette().color(QPalette::Window) != color(Role::Window)) {
        m_systemPalette = QApplication::palette();
        if (m_mode == ThemeMode::System)
            QMetaObject::invokeMethod(
                this, [this] { apply(); }, Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
}

} // namespace vibecoder
