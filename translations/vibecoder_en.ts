<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>BorderWords</name>
    <message numerus="yes">
        <source>%n changes in it</source>
        <translation>
            <numerusform>%n changes in it</numerusform>
            <numerusform>%n changes in it</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Cards</name>
    <message numerus="yes">
        <source>more than %n file(s)</source>
        <translation>
            <numerusform>more than %n file</numerusform>
            <numerusform>more than %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s) ago</source>
        <translation>
            <numerusform>%n second ago</numerusform>
            <numerusform>%n seconds ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Cli</name>
    <message numerus="yes">
        <source>of it estimated: %n call(s) whose tokens the service did not tell</source>
        <translation>
            <numerusform>of it estimated: %n call whose tokens the service did not tell</numerusform>
            <numerusform>of it estimated: %n calls whose tokens the service did not tell</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n removed that held nothing new</source>
        <translation>
            <numerusform>one removed that held nothing new</numerusform>
            <numerusform>%n removed that held nothing new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message numerus="yes">
        <source>%n task(s) are running.</source>
        <translation>
            <numerusform>%n task is running.</numerusform>
            <numerusform>%n tasks are running.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message numerus="yes">
        <source>%1 of %n task(s)</source>
        <translation>
            <numerusform>%1 of %n task</numerusform>
            <numerusform>%1 of %n tasks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n approval(s) needed</source>
        <translation>
            <numerusform>%n approval needed</numerusform>
            <numerusform>%n approvals needed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) applied to your folder.</source>
        <translation>
            <numerusform>%n file applied to your folder.</numerusform>
            <numerusform>%n files applied to your folder.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ResultText</name>
    <message numerus="yes">
        <source>Passed. %n change(s) need your answer before they are applied.</source>
        <translation>
            <numerusform>Passed. %n change needs your answer before it is applied.</numerusform>
            <numerusform>Passed. %n changes need your answer before they are applied.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Passed. You changed %n of these files meanwhile.</source>
        <translation>
            <numerusform>Passed. You changed %n of these files meanwhile.</numerusform>
            <numerusform>Passed. You changed %n of these files meanwhile.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) applied to your folder.</source>
        <translation>
            <numerusform>%n file applied to your folder.</numerusform>
            <numerusform>%n files applied to your folder.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Nothing was applied. %n file(s) differ.</source>
        <translation>
            <numerusform>Nothing was applied. %n file differs.</numerusform>
            <numerusform>Nothing was applied. %n files differ.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TaskText</name>
    <message numerus="yes">
        <source>Every verification command exited with 0, %n test(s) passed.</source>
        <translation>
            <numerusform>Every verification command exited with 0, %n test passed.</numerusform>
            <numerusform>Every verification command exited with 0, %n tests passed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Read %n file(s)</source>
        <translation>
            <numerusform>Read %n file</numerusform>
            <numerusform>Read %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Asked the model again %n time(s)</source>
        <translation>
            <numerusform>Asked the model again %n time</numerusform>
            <numerusform>Asked the model again %n times</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s)</source>
        <translation>
            <numerusform>%n call</numerusform>
            <numerusform>%n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fixed</source>
        <translation>
            <numerusform>%n fixed</numerusform>
            <numerusform>%n fixed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n regressed</source>
        <translation>
            <numerusform>%n regressed</numerusform>
            <numerusform>%n regressed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::ApprovalCard</name>
    <message numerus="yes">
        <source>%n line(s) are not shown. Show everything before you agree.</source>
        <translation>
            <numerusform>%n line is not shown. Show everything before you agree.</numerusform>
            <numerusform>%n lines are not shown. Show everything before you agree.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::ApprovalsPanel</name>
    <message numerus="yes">
        <source>Approvals: %n</source>
        <translation>
            <numerusform>Approvals: %n</numerusform>
            <numerusform>Approvals: %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::BorderView</name>
    <message numerus="yes">
        <source>%n more line(s)</source>
        <translation>
            <numerusform>%n more line</numerusform>
            <numerusform>%n more lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not shown</source>
        <translation>
            <numerusform>%n not shown</numerusform>
            <numerusform>%n not shown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more in this file</source>
        <translation>
            <numerusform>%n more in this file</numerusform>
            <numerusform>%n more in this file</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) that need no answer</source>
        <translation>
            <numerusform>%n change that needs no answer</numerusform>
            <numerusform>%n changes that need no answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more that can never be applied</source>
        <translation>
            <numerusform>%n more that can never be applied</numerusform>
            <numerusform>%n more that can never be applied</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) left out</source>
        <translation>
            <numerusform>%n change left out</numerusform>
            <numerusform>%n changes left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::ChangesTab</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n guarded</source>
        <translation>
            <numerusform>%n guarded</numerusform>
            <numerusform>%n guarded</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::ConflictView</name>
    <message numerus="yes">
        <source>%n not shown</source>
        <translation>
            <numerusform>%n not shown</numerusform>
            <numerusform>%n not shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::CreateSheet</name>
    <message numerus="yes">
        <source>Create tasks from %n file(s)</source>
        <translation>
            <numerusform>Create tasks from %n file</numerusform>
            <numerusform>Create tasks from %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Create %n task(s)</source>
        <translation>
            <numerusform>Create %n task</numerusform>
            <numerusform>Create %n tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) with errors left out</source>
        <translation>
            <numerusform>%n file with errors left out</numerusform>
            <numerusform>%n files with errors left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::DefinitionTab</name>
    <message numerus="yes">
        <source>%n mistake(s)</source>
        <translation>
            <numerusform>%n mistake</numerusform>
            <numerusform>%n mistakes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::DiffText</name>
    <message numerus="yes">
        <source>%n more line(s): the command line shows them all</source>
        <translation>
            <numerusform>%n more line: the command line shows it</numerusform>
            <numerusform>%n more lines: the command line shows them all</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::DiffView</name>
    <message numerus="yes">
        <source>Load %n changed line(s)</source>
        <translation>
            <numerusform>Load %n changed line</numerusform>
            <numerusform>Load %n changed lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::DraftCard</name>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n error</numerusform>
            <numerusform>%n errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n byte</numerusform>
            <numerusform>%n bytes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::MainWindow</name>
    <message numerus="yes">
        <source>%n task(s) created. They start when an API key is there.</source>
        <translation>
            <numerusform>%n task created. It starts when an API key is there.</numerusform>
            <numerusform>%n tasks created. They start when an API key is there.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) created.</source>
        <translation>
            <numerusform>%n task created.</numerusform>
            <numerusform>%n tasks created.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n open approval(s)</source>
        <translation>
            <numerusform>%n open approval</numerusform>
            <numerusform>%n open approvals</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Cancelling %n task(s)</source>
        <translation>
            <numerusform>Cancelling %n task</numerusform>
            <numerusform>Cancelling %n tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n task(s) with their history and checkpoints?</source>
        <translation>
            <numerusform>Remove %n task with its history and checkpoints?</numerusform>
            <numerusform>Remove %n tasks with their history and checkpoints?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop to look at %n file(s)</source>
        <translation>
            <numerusform>Drop to look at %n file</numerusform>
            <numerusform>Drop to look at %n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::QueuePanel</name>
    <message numerus="yes">
        <source>Nothing runs; %n task(s) queued.</source>
        <translation>
            <numerusform>Nothing runs; %n task queued.</numerusform>
            <numerusform>Nothing runs; %n tasks queued.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::ResultDialog</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) applied to your folder.</source>
        <translation>
            <numerusform>%n file applied to your folder.</numerusform>
            <numerusform>%n files applied to your folder.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) need your answer; what you do not choose is left out.</source>
        <translation>
            <numerusform>%n change needs your answer; what you do not choose is left out.</numerusform>
            <numerusform>%n changes need your answer; what you do not choose is left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You changed %n of these files too: choose for each.</source>
        <translation>
            <numerusform>You changed %n of these files too: choose for each.</numerusform>
            <numerusform>You changed %n of these files too: choose for each.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n path(s) would change. It can be undone.</source>
        <translation>
            <numerusform>%n path would change. It can be undone.</numerusform>
            <numerusform>%n paths would change. It can be undone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n path(s) would change. What you changed since then stays.</source>
        <translation>
            <numerusform>%n path would change. What you changed since then stays.</numerusform>
            <numerusform>%n paths would change. What you changed since then stays.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::RollbackDialog</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n path(s) would change. The present state is kept as a checkpoint first, so this can be undone.</source>
        <translation>
            <numerusform>%n path would change. The present state is kept as a checkpoint first, so this can be undone.</numerusform>
            <numerusform>%n paths would change. The present state is kept as a checkpoint first, so this can be undone.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::SafetyPage</name>
    <message numerus="yes">
        <source>used %n time(s)</source>
        <translation>
            <numerusform>used %n time</numerusform>
            <numerusform>used %n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::StatsPage</name>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::TaskView</name>
    <message numerus="yes">
        <source>Show: %1, %n task(s)</source>
        <translation>
            <numerusform>Show: %1, %n task</numerusform>
            <numerusform>Show: %1, %n tasks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::TimelineTab</name>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::TrayIcon</name>
    <message numerus="yes">
        <source>%n approval(s)…</source>
        <translation>
            <numerusform>%n approval…</numerusform>
            <numerusform>%n approvals…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>VibeCoder: %n task(s) running</source>
        <translation>
            <numerusform>VibeCoder: %n task running</numerusform>
            <numerusform>VibeCoder: %n tasks running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>VibeCoder: %n approval(s) needed</source>
        <translation>
            <numerusform>VibeCoder: %n approval needed</numerusform>
            <numerusform>VibeCoder: %n approvals needed</numerusform>
        </translation>
    </message>
</context>
</TS>
