// SPDX-License-Identifier: MIT
#include "core/border/borderfacts.h"

#include "core/guardlearning.h"
#include "permission/protectednames.h"
#include "workspace/git/gitplaces.h"
#include "workspace/pathtext.h"
#include "workspace/protection/protectedstate.h"

#include <QJsonArray>

namespace vibecoder {

using namespace Qt::StringLiterals;

QJsonArray pathsToJson(const QByteArrayList &paths)
{
    QJsonArray texts;
    for (const QByteArray &path : paths)
        texts.append(pathText(path));
    return texts;
}

QByteArrayList pathsFromJson(const QJsonValue &texts)
{
    QByteArrayList paths;
    for (const QJsonValue text : texts.toArray())
        paths.append(pathBytes(text.toString()));
    return paths;
}

void BorderFacts::fill(ClassifyContext &context) const
{
    context.rules = rules;
    context.nothingGuarded = nothingGuarded;
    context.behindLinks = behindLinks;
    context.repositories = repositories;
    context.obeyedPlaces = obeyedPlaces;
}

ObeyedNames namesAtBorder()
{
    return {isComparedName, holdsForeignTrees};
}

BorderFacts learnBorderFacts(
    const Workspace &person, const QStringList &commands, FolderCache &folders, std::optional<QByteArrayList> *toWatch)
{
    BorderFacts facts;
    LearnedGuards learned = learnGuards(person, commands);
    facts.rules = std::move(learned.rules);
    facts.nothingGuarded = !learned.anything;
    facts.behindLinks = std::move(learned.behindLinks);
    if (toWatch)
        *toWatch = std::move(learned.folders);
    const QByteArray root = pathBytes(person.root());
    const RepositoriesFound found = repositoriesIn(root, folders);
    facts.repositories.gitEntries = found.gitEntries;
    facts.repositories.layouts = found.layouts;
    facts.obeyedPlaces = GitPlaces().look(root, found);
    RepositoriesFound byName;
    byName.obeyed = found.obeyed;
    facts.obeyedPlaces +=
        obeyedBehindLinks(person.root(), found.obeyed, protectedState(person.root(), {}, {}, folders, byName));
    return facts;
}

QJsonObject toJson(const BorderFacts &facts)
{
    QJsonObject links;
    for (auto it = facts.behindLinks.cbegin(); it != facts.behindLinks.cend(); ++it)
        links.insert(pathText(it.key()), pathText(it.value()));
    return {{u"rules"_s, facts.rules.toJson()}, {u"nothing_guarded"_s, facts.nothingGuarded},
        {u"behind_links"_s, links}, {u"git_entries"_s, pathsToJson(facts.repositories.gitEntries)},
        {u"layouts"_s, pathsToJson(facts.repositories.layouts)}, {u"obeyed_places"_s, pathsToJson(facts.obeyedPlaces)}};
}

BorderFacts borderFactsFromJson(const QJsonObject &json)
{
    BorderFacts facts;
    facts.rules = GuardRules::fromJson(json.value(u"rules"_s).toObject());
    facts.nothingGuarded = json.value(u"nothing_guarded"_s).toBool();
    const QJsonObject links = json.value(u"behind_links"_s).toObject();
    for (auto it = links.begin(); it != links.end(); ++it)
        facts.behindLinks.insert(pathBytes(it.key()), pathBytes(it.value().toString()));
    facts.repositories.gitEntries = pathsFromJson(json.value(u"git_entries"_s));
    facts.repositories.layouts = pathsFromJson(json.value(u"layouts"_s));
    facts.obeyedPlaces = pathsFromJson(json.value(u"obeyed_places"_s));
    return facts;
}

void addOpened(BorderFacts &facts, const QJsonObject &products)
{
    const QJsonValue rules = products.value(u"rules"_s);
    if (!rules.isObject())
        return;
    facts.rules = GuardRules::fromJson(rules.toObject());
    facts.nothingGuarded = false;
}

} // namespace vibecoder
