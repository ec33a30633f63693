// SPDX-License-Identifier: MIT
// For the comparison with another parser: reads commands as JSON strings, one a line, and answers each with null when
// it is not accepted, else with the list of its commands, each a list of words (assignments first, quotes removed).
#include "permission/commandparser.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cstdio>
#include <iostream>
#include <string>

using namespace vibecoder;

int main()
{
    for (std::string input; std::getline(std::cin, input);) {
        const QByteArray text =
            QJsonDocument::fromJson('[' + QByteArray::fromStdString(input) + ']').array().at(0).toString().toUtf8();
        const ParsedCommand parsed = parseCommand(text);
        QByteArray line = "null";
        if (parsed.accepted) {
            QJsonArray commands;
            for (const ShellCommand &command : parsed.commands) {
                QJsonArray words;
                for (const auto *list : {&command.assignments, &command.words}) {
                    for (const ShellWord &word : *list)
                        words.append(QString::fromUtf8(word.text));
                }
                if (!words.isEmpty())
                    commands.append(words);
            }
            line = QJsonDocument(commands).toJson(QJsonDocument::Compact);
        }
        line += '\n';
        if (std::fwrite(line.constData(), 1, size_t(line.size()), stdout) != size_t(line.size()))
            return 1;
    }
    return 0;
}
