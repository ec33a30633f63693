<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Ai</name>
    <message>
        <source>The model server&apos;s answer is too large.</source>
        <translation>模型服务器的回答过大。</translation>
    </message>
    <message>
        <source>The model server&apos;s answer broke off before its end.</source>
        <translation>模型服务器的回答在结束前中断。</translation>
    </message>
    <message>
        <source>The model server cannot be reached: %1</source>
        <translation>无法连接模型服务器：%1</translation>
    </message>
    <message>
        <source>Check the network and ANTHROPIC_BASE_URL.</source>
        <translation>请检查网络和 ANTHROPIC_BASE_URL。</translation>
    </message>
    <message>
        <source>The model server refused the request: %1 %2 (request %3)</source>
        <translation>模型服务器拒绝了请求：%1 %2（请求 %3）</translation>
    </message>
    <message>
        <source>There is no API key.</source>
        <translation>没有 API 密钥。</translation>
    </message>
    <message>
        <source>The model did not answer within the time of the iteration.</source>
        <translation>模型没有在本轮迭代的时间内回答。</translation>
    </message>
    <message>
        <source>The model server does not know the model %1 (setting VIBECODER_CLAUDE_MODEL).</source>
        <translation>模型服务器不认识模型 %1（设置 VIBECODER_CLAUDE_MODEL）。</translation>
    </message>
    <message>
        <source>Set VIBECODER_CLAUDE_MODEL to a model that the server offers.</source>
        <translation>请把 VIBECODER_CLAUDE_MODEL 设为服务器提供的模型。</translation>
    </message>
    <message>
        <source>It offers: %1</source>
        <translation>它提供：%1</translation>
    </message>
    <message>
        <source>Set ANTHROPIC_API_KEY in the environment, or store a key with `vibecoder key set`.</source>
        <translation>请在环境变量中设置 ANTHROPIC_API_KEY，或用 `vibecoder key set` 保存密钥。</translation>
    </message>
    <message>
        <source>The model server %1 refuses the key.</source>
        <translation>模型服务器 %1 拒绝该密钥。</translation>
    </message>
    <message>
        <source>The model server %1 could not be asked: %2</source>
        <translation>无法询问模型服务器 %1：%2</translation>
    </message>
    <message>
        <source>The model server asks to wait until %1.</source>
        <translation>模型服务器要求等到 %1。</translation>
    </message>
    <message>
        <source>The server does not accept the key. One that is stored with `vibecoder key set` or in the window is used after `vibecoder queue resume`; for one in ANTHROPIC_API_KEY the program that works the queue has to be started again.</source>
        <translation>服务器不接受该密钥。用 `vibecoder key set` 或在窗口中保存的新密钥，在 `vibecoder queue resume` 之后生效；若密钥在 ANTHROPIC_API_KEY 中，则需要重新启动执行队列的程序。</translation>
    </message>
    <message>
        <source>Add credit or raise the limit of the account.</source>
        <translation>请充值或提高账户的上限。</translation>
    </message>
    <message>
        <source>The model server kept the connection open, but sent nothing of an answer for %1 s.</source>
        <translation>模型服务器保持着连接，但 %1 秒内没有发来任何回答内容。</translation>
    </message>
    <message>
        <source>A slow server may need a longer VIBECODER_MODEL_IDLE_TIMEOUT.</source>
        <translation>较慢的服务器可能需要更大的 VIBECODER_MODEL_IDLE_TIMEOUT。</translation>
    </message>
    <message>
        <source>%1 names %2, and no certificate can be read there.</source>
        <translation>%1 指向 %2，但那里读不到任何证书。</translation>
    </message>
    <message>
        <source>Let it name certificates in PEM form, or take it out of the environment; then start the program again.</source>
        <translation>请让它指向 PEM 格式的证书，或从环境变量中去掉它，然后重新启动程序。</translation>
    </message>
    <message>
        <source>If the server or your network has a certificate authority of its own, name its PEM file in SSL_CERT_FILE and start the program again.</source>
        <translation>如果服务器或你的网络使用自己的证书颁发机构，请在 SSL_CERT_FILE 中指定它的 PEM 文件，然后重新启动程序。</translation>
    </message>
    <message>
        <source>Look at the clock of this machine; if it is right, the server needs a new certificate.</source>
        <translation>请检查本机时间；如果时间正确，则服务器需要新的证书。</translation>
    </message>
    <message>
        <source>The certificate belongs to another name: look at the address in ANTHROPIC_BASE_URL.</source>
        <translation>证书属于另一个名称：请检查 ANTHROPIC_BASE_URL 中的地址。</translation>
    </message>
    <message>
        <source>The certificate of the model server %1 is not trusted: %2</source>
        <translation>模型服务器 %1 的证书不受信任：%2</translation>
    </message>
    <message>
        <source>The model server cannot be reached through the proxy %1: %2</source>
        <translation>无法通过代理 %1 连接模型服务器：%2</translation>
    </message>
    <message>
        <source>Check the variables HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY.</source>
        <translation>请检查环境变量 HTTPS_PROXY、HTTP_PROXY、ALL_PROXY 和 NO_PROXY。</translation>
    </message>
    <message>
        <source>The proxy of the variable %1 cannot be used: %2</source>
        <translation>环境变量 %1 中的代理无法使用：%2</translation>
    </message>
    <message>
        <source>Set %1 to http://HOST:PORT, socks5://HOST:PORT or socks5h://HOST:PORT, or take it out of the environment; then start the program again.</source>
        <translation>请把 %1 设为 http://主机:端口、socks5://主机:端口 或 socks5h://主机:端口，或从环境变量中去掉它，然后重新启动程序。</translation>
    </message>
    <message>
        <source>it is no address</source>
        <translation>不是地址</translation>
    </message>
    <message>
        <source>%1 is no kind of proxy that is known here</source>
        <translation>不认识的代理类型 %1</translation>
    </message>
    <message>
        <source>its port is not between 1 and 65535</source>
        <translation>端口不在 1 到 65535 之间</translation>
    </message>
    <message>
        <source>What answers at %1 is not the model service: it sends on to %2 (HTTP status %3).</source>
        <translation>%1 处应答的不是模型服务：它转到 %2（HTTP 状态码 %3）。</translation>
    </message>
    <message>
        <source>What answers at %1 is not the model service: HTTP status %2, %3.</source>
        <translation>%1 处应答的不是模型服务：HTTP 状态码 %2，%3。</translation>
    </message>
    <message>
        <source>no content</source>
        <translation>没有内容</translation>
    </message>
    <message>
        <source>Check ANTHROPIC_BASE_URL and the proxy, and whether this network wants a login in a browser first.</source>
        <translation>请检查 ANTHROPIC_BASE_URL 和代理，并确认当前网络是否需要先在浏览器中登录。</translation>
    </message>
</context>
<context>
    <name>BorderWords</name>
    <message>
        <source>source</source>
        <translation>源代码</translation>
    </message>
    <message>
        <source>lock file</source>
        <translation>锁定文件</translation>
    </message>
    <message>
        <source>moved test</source>
        <translation>移动的测试</translation>
    </message>
    <message>
        <source>new test</source>
        <translation>新测试</translation>
    </message>
    <message>
        <source>large file</source>
        <translation>大文件</translation>
    </message>
    <message>
        <source>odd name</source>
        <translation>异常名称</translation>
    </message>
    <message>
        <source>goes with others</source>
        <translation>与其他改动一起</translation>
    </message>
    <message>
        <source>almost the same name</source>
        <translation>几乎相同的名称</translation>
    </message>
    <message>
        <source>could not be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>may be executed now</source>
        <translation>变为可执行</translation>
    </message>
    <message>
        <source>link that leads out</source>
        <translation>指向外部的链接</translation>
    </message>
    <message>
        <source>protected name</source>
        <translation>受保护的名称</translation>
    </message>
    <message>
        <source>secret</source>
        <translation>机密</translation>
    </message>
    <message>
        <source>new repository</source>
        <translation>新仓库</translation>
    </message>
    <message>
        <source>steers the tests</source>
        <translation>左右测试</translation>
    </message>
    <message>
        <source>changed test</source>
        <translation>改动的测试</translation>
    </message>
    <message>
        <source>link to where nothing may lead</source>
        <translation>指向禁止位置的链接</translation>
    </message>
    <message>
        <source>set-user-id</source>
        <translation>设置用户 ID 位</translation>
    </message>
    <message>
        <source>device, socket or pipe</source>
        <translation>设备、套接字或管道</translation>
    </message>
    <message>
        <source>name that leads out</source>
        <translation>指向外部的名称</translation>
    </message>
    <message>
        <source>inside .git</source>
        <translation>.git 内部</translation>
    </message>
    <message>
        <source>the guarded file was deleted</source>
        <translation>受保护的文件被删除</translation>
    </message>
    <message>
        <source>a new file that configures the test runner</source>
        <translation>配置测试运行器的新文件</translation>
    </message>
    <message>
        <source>tests are skipped or expected to fail</source>
        <translation>测试被跳过或预期失败</translation>
    </message>
    <message>
        <source>tests removed</source>
        <translation>删除了测试</translation>
    </message>
    <message>
        <source>assertions removed</source>
        <translation>删除了断言</translation>
    </message>
    <message>
        <source>an assertion that is always true</source>
        <translation>恒为真的断言</translation>
    </message>
    <message>
        <source>a failure is swallowed</source>
        <translation>失败被吞掉</translation>
    </message>
    <message>
        <source>the exit code is forced</source>
        <translation>强制设定了退出码</translation>
    </message>
    <message>
        <source>a hook that can change results</source>
        <translation>可改变结果的钩子</translation>
    </message>
    <message>
        <source>a new module that is loaded instead of the one that is meant</source>
        <translation>新模块会取代本应加载的模块</translation>
    </message>
    <message>
        <source>a new file named like a target, which then counts as made</source>
        <translation>与目标同名的新文件，会被当作已构建</translation>
    </message>
    <message>
        <source>a program that the commands run was replaced</source>
        <translation>命令所运行的程序被替换</translation>
    </message>
    <message>
        <source>the guarded file was written while the verification ran</source>
        <translation>验证运行期间受保护的文件被写入</translation>
    </message>
    <message>
        <source>code of the application changes what runs the tests</source>
        <translation>应用代码改变了测试的运行方式</translation>
    </message>
    <message>
        <source>not everything could be looked at</source>
        <translation>未能检查全部内容</translation>
    </message>
    <message>
        <source>further lines of this kind</source>
        <translation>还有更多同类的行</translation>
    </message>
    <message>
        <source>the guarded file was changed</source>
        <translation>受保护的文件被改动</translation>
    </message>
    <message>
        <source>line %1: %2</source>
        <translation>第 %1 行：%2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a finding, where</comment>
        <translation>%1：%2</translation>
    </message>
    <message numerus="yes">
        <source>%n changes in it</source>
        <translation>
            <numerusform>其中 %n 处改动</numerusform>
        </translation>
    </message>
    <message>
        <source>nobody knows what the attempt began with</source>
        <translation>不知道本次尝试开始时的内容</translation>
    </message>
    <message>
        <source>both changed the same lines</source>
        <translation>双方改了相同的行</translation>
    </message>
    <message>
        <source>both changed it, and it cannot be merged</source>
        <translation>双方都改了它，无法合并</translation>
    </message>
    <message>
        <source>you deleted it, the attempt changed it</source>
        <translation>你删除了它，本次尝试改了它</translation>
    </message>
    <message>
        <source>the attempt deleted it, you changed it</source>
        <translation>本次尝试删除了它，你改了它</translation>
    </message>
    <message>
        <source>one made something else of it</source>
        <translation>一方把它变成了别的类型</translation>
    </message>
    <message>
        <source>something of yours is in the way</source>
        <translation>你的内容挡在那里</translation>
    </message>
    <message>
        <source>It is not there.</source>
        <translation>不存在。</translation>
    </message>
    <message>
        <source>It holds a secret and is not shown.</source>
        <translation>含有机密，不予显示。</translation>
    </message>
    <message>
        <source>Its content is not known.</source>
        <translation>内容未知。</translation>
    </message>
    <message>
        <source>No text that can be shown (%1).</source>
        <translation>不是可显示的文本（%1）。</translation>
    </message>
    <message>
        <source>%1; %2</source>
        <comment>two reasons</comment>
        <translation>%1；%2</translation>
    </message>
</context>
<context>
    <name>Cards</name>
    <message>
        <source>Low risk</source>
        <translation>低风险</translation>
    </message>
    <message>
        <source>Medium risk</source>
        <translation>中风险</translation>
    </message>
    <message>
        <source>High risk</source>
        <translation>高风险</translation>
    </message>
    <message>
        <source>no sandbox</source>
        <translation>无沙箱</translation>
    </message>
    <message>
        <source>Landlock</source>
        <translation>Landlock</translation>
    </message>
    <message>
        <source>bubblewrap</source>
        <translation>bubblewrap</translation>
    </message>
    <message>
        <source>Make this file</source>
        <translation>新建此文件</translation>
    </message>
    <message>
        <source>Change this file</source>
        <translation>修改此文件</translation>
    </message>
    <message>
        <source>Read this file and send it to the model</source>
        <translation>读取此文件并发送给模型</translation>
    </message>
    <message>
        <source>Run these verification commands, now and after each iteration</source>
        <translation>运行这些验证命令，现在以及每轮迭代之后</translation>
    </message>
    <message>
        <source>The commands pass, but what they check was changed</source>
        <translation>命令已通过，但其检查的内容被改动</translation>
    </message>
    <message>
        <source>A command has changed protected names</source>
        <translation>有命令改动了受保护的名称</translation>
    </message>
    <message>
        <source>What goes over the network cannot be taken back.</source>
        <translation>经网络发出的内容无法收回。</translation>
    </message>
    <message>
        <source>The path is outside every checkpoint.</source>
        <translation>该路径不在任何检查点内。</translation>
    </message>
    <message>
        <source>Only files in the working directory are in a checkpoint.</source>
        <translation>检查点只包含工作目录中的文件。</translation>
    </message>
    <message>
        <source>What was sent cannot be taken back.</source>
        <translation>已发送的内容无法收回。</translation>
    </message>
    <message>
        <source>The file does not exist yet.</source>
        <translation>该文件尚不存在。</translation>
    </message>
    <message>
        <source>Looking at the file…</source>
        <translation>正在查看文件…</translation>
    </message>
    <message>
        <source>The old content is kept.</source>
        <translation>旧内容会保留。</translation>
    </message>
    <message>
        <source>The old content holds secrets and is not kept whole.</source>
        <translation>旧内容含有机密，不会完整保留。</translation>
    </message>
    <message>
        <source>They run on this machine again and again, without further questions.</source>
        <translation>这些命令会在本机反复运行，不再询问。</translation>
    </message>
    <message>
        <source>Deny: it does not count, and changed guarded files are put back.</source>
        <translation>拒绝：结果不算数，被改动的受保护文件会被恢复。</translation>
    </message>
    <message>
        <source>It has happened. Deny ends the task.</source>
        <translation>改动已经发生，拒绝会结束任务。</translation>
    </message>
    <message>
        <source>does not exist yet</source>
        <translation>尚不存在</translation>
    </message>
    <message numerus="yes">
        <source>more than %n file(s)</source>
        <translation>
            <numerusform>多于 %n 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>git has it</source>
        <translation>git 中已有</translation>
    </message>
    <message>
        <source>not in git</source>
        <translation>不在 git 中</translation>
    </message>
    <message>
        <source>no git repository</source>
        <translation>没有 git 仓库</translation>
    </message>
    <message>
        <source>read %1, once</source>
        <translation>读取 %1，一次</translation>
    </message>
    <message>
        <source>write %1, once</source>
        <translation>写入 %1，一次</translation>
    </message>
    <message>
        <source>network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>network, once</source>
        <translation>网络，一次</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>risk, reason</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>iteration %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>Allow these commands</source>
        <translation>允许这些命令</translation>
    </message>
    <message>
        <source>Count the result</source>
        <translation>认可结果</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Allow once</source>
        <translation>允许一次</translation>
    </message>
    <message>
        <source>write %1</source>
        <translation>写入 %1</translation>
    </message>
    <message>
        <source>read %1</source>
        <translation>读取 %1</translation>
    </message>
    <message>
        <source>count a result although its check is not what it was</source>
        <translation>检查与原来不同，仍认可结果</translation>
    </message>
    <message>
        <source>Allowed by %1</source>
        <translation>已由 %1 允许</translation>
    </message>
    <message>
        <source>Denied by %1</source>
        <translation>已由 %1 拒绝</translation>
    </message>
    <message>
        <source>Nobody answered in time, so it was denied</source>
        <translation>无人及时答复，已自动拒绝</translation>
    </message>
    <message>
        <source>The task ended first</source>
        <translation>任务已先行结束</translation>
    </message>
    <message numerus="yes">
        <source>%n second(s) ago</source>
        <translation>
            <numerusform>%n 秒前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n 分钟前</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>Allowed by somebody, when</comment>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Working directory</source>
        <translation>工作目录</translation>
    </message>
    <message>
        <source>Rights</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>no network, no further path</source>
        <translation>无网络，无其他路径</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>沙箱</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>Bound to</source>
        <translation>绑定到</translation>
    </message>
    <message>
        <source>Changes of this attempt need your answer</source>
        <translation>本次尝试的改动需要你回答</translation>
    </message>
    <message>
        <source>You changed these files meanwhile</source>
        <translation>期间你也改了这些文件</translation>
    </message>
    <message>
        <source>Deny leaves them out, and the result is checked without them.</source>
        <translation>拒绝则不使用它们，并在没有它们的情况下验证结果。</translation>
    </message>
    <message>
        <source>Deny keeps yours.</source>
        <translation>拒绝则保留你的内容。</translation>
    </message>
    <message>
        <source>use changes: %1</source>
        <translation>使用改动：%1</translation>
    </message>
    <message>
        <source>resolve conflicts: %1</source>
        <translation>解决冲突：%1</translation>
    </message>
    <message>
        <source>Passed, not applied: your folder keeps changing.</source>
        <translation>已通过，未应用：你的文件夹一直在变化。</translation>
    </message>
    <message>
        <source>Deny</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Deny and explain…</source>
        <translation>拒绝并说明…</translation>
    </message>
    <message>
        <source>Tell the model…</source>
        <translation>告诉模型…</translation>
    </message>
    <message>
        <source>Apply now</source>
        <translation>立即应用</translation>
    </message>
    <message>
        <source>Leave the others out</source>
        <translation>其余不使用</translation>
    </message>
    <message>
        <source>Leave them out</source>
        <translation>不使用这些改动</translation>
    </message>
    <message>
        <source>Answer as chosen</source>
        <translation>按选择回答</translation>
    </message>
    <message>
        <source>Use the others too</source>
        <translation>其余也使用</translation>
    </message>
    <message>
        <source>Use them too</source>
        <translation>也使用这些改动</translation>
    </message>
    <message>
        <source>Keep mine for the others</source>
        <translation>其余保留我的</translation>
    </message>
    <message>
        <source>Keep mine for all</source>
        <translation>全部保留我的</translation>
    </message>
    <message>
        <source>Apply as chosen</source>
        <translation>按选择应用</translation>
    </message>
    <message>
        <source>Use this attempt&apos;s for the others</source>
        <translation>其余使用本次尝试的</translation>
    </message>
    <message>
        <source>Use this attempt&apos;s for all</source>
        <translation>全部使用本次尝试的</translation>
    </message>
    <message>
        <source>Run these setup commands before the verification; they prove nothing</source>
        <translation>在验证之前运行这些准备命令；它们不作为证明</translation>
    </message>
    <message>
        <source>Run these verification commands, now and after each iteration; they decide</source>
        <translation>现在以及每次迭代之后运行这些验证命令；由它们决定是否通过</translation>
    </message>
</context>
<context>
    <name>Checkpoints</name>
    <message>
        <source>%1 does not name a checkpoint.</source>
        <translation>%1 不是检查点的名称。</translation>
    </message>
    <message>
        <source>An iteration (2), a checkpoint (c3), start or last.</source>
        <translation>可以是迭代（2）、检查点（c3）、start 或 last。</translation>
    </message>
    <message>
        <source>This attempt of the task has no checkpoints.</source>
        <translation>任务的这次尝试没有检查点。</translation>
    </message>
    <message>
        <source>There is no checkpoint %1.</source>
        <translation>没有检查点 %1。</translation>
    </message>
    <message>
        <source>There is: %1</source>
        <translation>现有：%1</translation>
    </message>
    <message>
        <source>They were switched off, could not be taken (`vibecoder task status` says why), or are older than the setting checkpoint_days.</source>
        <translation>检查点被关闭、无法建立（原因见 `vibecoder task status`），或早于设置 checkpoint_days。</translation>
    </message>
</context>
<context>
    <name>Cli</name>
    <message>
        <source>nothing waits for a person</source>
        <translation>没有等待审批的内容</translation>
    </message>
    <message>
        <source>id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>state</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>risk</source>
        <translation>风险</translation>
    </message>
    <message>
        <source>what</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Accepting needs a person at the terminal.</source>
        <translation>批准需要有人在终端前操作。</translation>
    </message>
    <message>
        <source>In a script say what was shown: --yes --hash %1</source>
        <translation>在脚本中请写明看到的内容：--yes --hash %1</translation>
    </message>
    <message>
        <source>Accept?</source>
        <translation>批准吗？</translation>
    </message>
    <message>
        <source>left open</source>
        <translation>保持待审批</translation>
    </message>
    <message>
        <source>--yes needs --hash with at least 8 characters of the hash that was shown.</source>
        <translation>--yes 需要配合 --hash，至少写出所显示哈希的前 8 个字符。</translation>
    </message>
    <message>
        <source>`vibecoder approve show %1` shows it.</source>
        <translation>`vibecoder approve show %1` 会显示它。</translation>
    </message>
    <message>
        <source>The hash is not that of this approval: what was shown is not what is asked now.</source>
        <translation>哈希与此审批不符：之前显示的内容不是现在所问的内容。</translation>
    </message>
    <message>
        <source>`vibecoder approve show %1` shows what is asked.</source>
        <translation>`vibecoder approve show %1` 会显示所问的内容。</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>已批准</translation>
    </message>
    <message>
        <source>denied</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>Deny one approval</source>
        <translation>拒绝一项审批</translation>
    </message>
    <message>
        <source>approval id or unique prefix</source>
        <translation>审批 ID 或唯一前缀</translation>
    </message>
    <message>
        <source>what the model is told</source>
        <translation>告诉模型的话</translation>
    </message>
    <message>
        <source>What waits for a person</source>
        <translation>等待人处理的审批</translation>
    </message>
    <message>
        <source>Open approvals</source>
        <translation>待处理的审批</translation>
    </message>
    <message>
        <source>decided ones too</source>
        <translation>包括已处理的</translation>
    </message>
    <message>
        <source>One approval in full</source>
        <translation>显示一项审批的全部内容</translation>
    </message>
    <message>
        <source>Accept one approval after showing it</source>
        <translation>显示后批准一项审批</translation>
    </message>
    <message>
        <source>do not ask; needs --hash</source>
        <translation>不再询问；需要 --hash</translation>
    </message>
    <message>
        <source>beginning of the hash that was shown</source>
        <translation>所显示哈希的开头</translation>
    </message>
    <message>
        <source>setting</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>origin</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>There is no setting %1.</source>
        <translation>没有设置 %1。</translation>
    </message>
    <message>
        <source>`vibecoder config list` names them.</source>
        <translation>`vibecoder config list` 会列出所有设置。</translation>
    </message>
    <message>
        <source>%1 = %2 in %3</source>
        <translation>%1 = %2，位于 %3</translation>
    </message>
    <message>
        <source>Settings and where each comes from</source>
        <translation>设置及其来源</translation>
    </message>
    <message>
        <source>All settings</source>
        <translation>全部设置</translation>
    </message>
    <message>
        <source>One setting</source>
        <translation>一项设置</translation>
    </message>
    <message>
        <source>name of the setting</source>
        <translation>设置名称</translation>
    </message>
    <message>
        <source>Write one setting into the configuration file</source>
        <translation>把一项设置写入配置文件</translation>
    </message>
    <message>
        <source>its value</source>
        <translation>设置的值</translation>
    </message>
    <message>
        <source>error: %1</source>
        <translation>错误：%1</translation>
    </message>
    <message>
        <source>hint: %1</source>
        <translation>提示：%1</translation>
    </message>
    <message>
        <source>cannot copy %1</source>
        <translation>无法复制 %1</translation>
    </message>
    <message>
        <source>the demo&apos;s files are not installed: %1</source>
        <translation>演示文件没有安装：%1</translation>
    </message>
    <message>
        <source>no temporary folder can be made</source>
        <translation>无法创建临时文件夹</translation>
    </message>
    <message>
        <source>no port is free on this machine</source>
        <translation>本机没有空闲端口</translation>
    </message>
    <message>
        <source>Demo: mend a small project</source>
        <translation>演示：修复一个小项目</translation>
    </message>
    <message>
        <source>This is a demonstration. The model is scripted: its answers come from a file, nothing is sent anywhere.</source>
        <translation>这是一个演示。模型按脚本进行：回答来自文件，不会向任何地方发送数据。</translation>
    </message>
    <message>
        <source>Everything else is real: the project in %1, its checks, the edits, the verdict.</source>
        <translation>其余都是真实的：%1 中的项目、检查、修改和结论。</translation>
    </message>
    <message>
        <source>Nobody sits at a terminal, so the demonstration approves its own harmless command: %1</source>
        <translation>终端前没有人，因此演示批准自己的无害命令：%1</translation>
    </message>
    <message>
        <source>The demonstration did not pass; its store is %1.</source>
        <translation>演示没有通过；它的存储位于 %1。</translation>
    </message>
    <message>
        <source>Passed at iteration %1 after %2 scripted answers.</source>
        <translation>经过 %2 次脚本回答，在第 %1 轮迭代通过。</translation>
    </message>
    <message>
        <source>Next: set ANTHROPIC_API_KEY, write a task file, then `vibecoder run task.yaml`.</source>
        <translation>下一步：设置 ANTHROPIC_API_KEY，编写任务文件，然后运行 `vibecoder run task.yaml`。</translation>
    </message>
    <message>
        <source>Watch a scripted task, without key and network</source>
        <translation>观看按脚本进行的任务，不需要密钥和网络</translation>
    </message>
    <message>
        <source>settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>database</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>API 密钥</translation>
    </message>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>launcher</source>
        <translation>启动器</translation>
    </message>
    <message>
        <source>git</source>
        <translation>git</translation>
    </message>
    <message>
        <source>sandbox</source>
        <translation>沙箱</translation>
    </message>
    <message>
        <source>Chinese fonts</source>
        <translation>中文字体</translation>
    </message>
    <message>
        <source>none found; the package fonts-noto-cjk has them</source>
        <translation>未找到；软件包 fonts-noto-cjk 提供</translation>
    </message>
    <message>
        <source>disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>%1 MiB free</source>
        <translation>剩余 %1 MiB</translation>
    </message>
    <message>
        <source>verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>detail</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Check what the program needs on this machine</source>
        <translation>检查本机是否满足程序的需要</translation>
    </message>
    <message>
        <source>%1: stopped at its time limit</source>
        <translation>%1：达到时限，已停止</translation>
    </message>
    <message>
        <source>%1: did not exit by itself</source>
        <translation>%1：没有自行退出</translation>
    </message>
    <message>
        <source>%1: exit %2 after %3 s</source>
        <translation>%1：退出码 %2，用时 %3 秒</translation>
    </message>
    <message>
        <source>pending</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>waiting for approval</source>
        <translation>等待审批</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>all verification commands passed</source>
        <translation>全部验证命令通过</translation>
    </message>
    <message>
        <source>the model says it cannot be done; change the requirements, then retry</source>
        <translation>模型表示无法完成；请修改要求后重试</translation>
    </message>
    <message>
        <source>the verification still fails after the last iteration; raise max_iterations or sharpen the requirements, then retry</source>
        <translation>最后一轮迭代后验证仍然失败；请提高 max_iterations 或写清要求后重试</translation>
    </message>
    <message>
        <source>too many model calls; split the task</source>
        <translation>模型调用过多；请拆分任务</translation>
    </message>
    <message>
        <source>the cost cap is reached; raise max_cost_usd, then retry</source>
        <translation>已达到费用上限；请提高 max_cost_usd 后重试</translation>
    </message>
    <message>
        <source>a verification command cannot start here; install what is missing, then retry</source>
        <translation>有验证命令无法在此启动；请安装缺少的程序后重试</translation>
    </message>
    <message>
        <source>a file was changed by somebody else while the task was interrupted; look at it, then retry</source>
        <translation>任务中断期间有文件被他人修改；请查看后重试</translation>
    </message>
    <message>
        <source>the API key is missing or refused; set it, then `vibecoder queue resume`</source>
        <translation>API 密钥缺失或被拒绝；请设置后运行 `vibecoder queue resume`</translation>
    </message>
    <message>
        <source>the model server answers with an error; see the task&apos;s log</source>
        <translation>模型服务器返回错误；请查看任务日志</translation>
    </message>
    <message>
        <source>the model server does not know the model; set VIBECODER_CLAUDE_MODEL, then retry</source>
        <translation>模型服务器不认识该模型；请设置 VIBECODER_CLAUDE_MODEL 后重试</translation>
    </message>
    <message>
        <source>the conversation became too long; split the task</source>
        <translation>对话过长；请拆分任务</translation>
    </message>
    <message>
        <source>cancelled by a person</source>
        <translation>被人取消</translation>
    </message>
    <message>
        <source>its worker died several times without progress; see the log</source>
        <translation>工作进程多次终止且没有进展；请查看日志</translation>
    </message>
    <message>
        <source>an internal error; see the log</source>
        <translation>内部错误；请查看日志</translation>
    </message>
    <message>
        <source>it reads outside the working directory</source>
        <translation>它读取工作目录之外的内容</translation>
    </message>
    <message>
        <source>it reads a file that may hold secrets</source>
        <translation>它读取可能含有秘密的文件</translation>
    </message>
    <message>
        <source>nobody has accepted these verification commands yet</source>
        <translation>还没有人接受这些验证命令</translation>
    </message>
    <message>
        <source>created: %1</source>
        <translation>已创建：%1</translation>
    </message>
    <message>
        <source>taken by a worker</source>
        <translation>已由工作进程接手</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已修改</translation>
    </message>
    <message>
        <source>attempt %1 begins</source>
        <translation>第 %1 次尝试开始</translation>
    </message>
    <message>
        <source>deleted: %1</source>
        <translation>已删除：%1</translation>
    </message>
    <message>
        <source>baseline: verification before the first change</source>
        <translation>基线：首次修改之前的验证</translation>
    </message>
    <message>
        <source>iteration %1</source>
        <translation>第 %1 轮迭代</translation>
    </message>
    <message>
        <source>baseline passes</source>
        <translation>基线通过</translation>
    </message>
    <message>
        <source>baseline fails</source>
        <translation>基线未通过</translation>
    </message>
    <message>
        <source>iteration %1: PASS</source>
        <translation>第 %1 轮迭代：通过</translation>
    </message>
    <message>
        <source>iteration %1: verification fails</source>
        <translation>第 %1 轮迭代：验证失败</translation>
    </message>
    <message>
        <source>asks the model</source>
        <translation>询问模型</translation>
    </message>
    <message>
        <source>the model answered</source>
        <translation>模型已回答</translation>
    </message>
    <message>
        <source>model: %1</source>
        <translation>模型：%1</translation>
    </message>
    <message>
        <source>asks the model again: %1</source>
        <translation>再次询问模型：%1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>done: %1</source>
        <translation>完成：%1</translation>
    </message>
    <message>
        <source>refused: %1</source>
        <translation>被拒绝：%1</translation>
    </message>
    <message>
        <source>runs %1</source>
        <translation>运行 %1</translation>
    </message>
    <message>
        <source>the test that must fail passed</source>
        <translation>必须失败的测试却通过了</translation>
    </message>
    <message>
        <source>the test that must fail did not pass</source>
        <translation>必须失败的测试没有通过</translation>
    </message>
    <message>
        <source>runs a test that must fail: %1</source>
        <translation>运行一个必须失败的测试：%1</translation>
    </message>
    <message>
        <source>verifies with %1</source>
        <translation>用 %1 验证</translation>
    </message>
    <message>
        <source>its verification commands</source>
        <translation>它的验证命令</translation>
    </message>
    <message>
        <source>needs a person: %1 (approval %2)</source>
        <translation>需要人处理：%1（审批 %2）</translation>
    </message>
    <message>
        <source>approval %1: %2 by %3</source>
        <translation>审批 %1：%2，由 %3 决定</translation>
    </message>
    <message>
        <source>the queue is paused: %1</source>
        <translation>队列已暂停：%1</translation>
    </message>
    <message>
        <source>the queue goes on</source>
        <translation>队列继续</translation>
    </message>
    <message>
        <source>warning: %1</source>
        <translation>警告：%1</translation>
    </message>
    <message>
        <source>%1 is unknown; did you mean %2?</source>
        <translation>未知的 %1；是否指 %2？</translation>
    </message>
    <message>
        <source>%1 is unknown; there is: %2</source>
        <translation>未知的 %1；可用的有：%2</translation>
    </message>
    <message>
        <source>`vibecoder --help` and `vibecoder COMMAND --help` list what there is.</source>
        <translation>`vibecoder --help` 和 `vibecoder COMMAND --help` 会列出全部用法。</translation>
    </message>
    <message>
        <source>VibeCoder works coding tasks with a model until their verification commands pass.</source>
        <translation>VibeCoder 与模型一起完成编码任务，直到验证命令通过。</translation>
    </message>
    <message>
        <source>the queue is paused (%1); `vibecoder queue resume` lets it go on</source>
        <translation>队列已暂停（%1）；`vibecoder queue resume` 让它继续</translation>
    </message>
    <message>
        <source>%1 passed, %2 did not, %3 wait</source>
        <translation>%1 个通过，%2 个未通过，%3 个等待</translation>
    </message>
    <message>
        <source>number</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>the queue is paused; running tasks go on to their end</source>
        <translation>队列已暂停；运行中的任务会继续到结束</translation>
    </message>
    <message>
        <source>Work the queue and look at it</source>
        <translation>处理和查看队列</translation>
    </message>
    <message>
        <source>Work the queue in the foreground</source>
        <translation>在前台处理队列</translation>
    </message>
    <message>
        <source>tasks at the same time</source>
        <translation>同时执行的任务数</translation>
    </message>
    <message>
        <source>end when nothing is runnable</source>
        <translation>没有可执行的任务时结束</translation>
    </message>
    <message>
        <source>Numbers of the queue</source>
        <translation>队列的数字</translation>
    </message>
    <message>
        <source>Begin no further task</source>
        <translation>不再开始新任务</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>machine-readable output</source>
        <translation>机器可读的输出</translation>
    </message>
    <message>
        <source>database address, e.g. sqlite:////path/to/file.db</source>
        <translation>数据库地址，例如 sqlite:////path/to/file.db</translation>
    </message>
    <message>
        <source>configuration file</source>
        <translation>配置文件</translation>
    </message>
    <message>
        <source>language: en or zh_CN</source>
        <translation>语言：en 或 zh_CN</translation>
    </message>
    <message>
        <source>no colours</source>
        <translation>不使用颜色</translation>
    </message>
    <message>
        <source>no messages</source>
        <translation>不显示消息</translation>
    </message>
    <message>
        <source>more in the log</source>
        <translation>日志更详细</translation>
    </message>
    <message>
        <source>never ask</source>
        <translation>从不询问</translation>
    </message>
    <message>
        <source>seconds to wait at most</source>
        <translation>最多等待的秒数</translation>
    </message>
    <message>
        <source>Examples:
  vibecoder demo                              a scripted task, without key and network
  vibecoder run task.yaml                     do one task here and now
  vibecoder task create --file task.yaml      put a task into the queue
  vibecoder queue start                       work the queue</source>
        <translation>示例：
  vibecoder demo                              按脚本进行的任务，不需要密钥和网络
  vibecoder run task.yaml                     立即执行一个任务
  vibecoder task create --file task.yaml      把任务放入队列
  vibecoder queue start                       处理队列</translation>
    </message>
    <message>
        <source>Version of the program</source>
        <translation>程序版本</translation>
    </message>
    <message>
        <source>The task waits until its verification commands are accepted: `vibecoder approve list`.</source>
        <translation>任务等待其验证命令被接受：`vibecoder approve list`。</translation>
    </message>
    <message>
        <source>Do one task from its file, here and now</source>
        <translation>立即执行一个任务文件</translation>
    </message>
    <message>
        <source>task file, - for standard input</source>
        <translation>任务文件，- 表示标准输入</translation>
    </message>
    <message>
        <source>accept this task&apos;s verification commands</source>
        <translation>接受此任务的验证命令</translation>
    </message>
    <message>
        <source>Exit code: 0 passed, 3 ended otherwise, 4 key missing or refused, 8 waits for a person.</source>
        <translation>退出码：0 通过，3 以其他方式结束，4 密钥缺失或被拒绝，8 等待审批。</translation>
    </message>
    <message>
        <source>%1: cancel requested</source>
        <translation>%1：已请求取消</translation>
    </message>
    <message>
        <source>Delete task %1 with its iterations and artifacts?</source>
        <translation>删除任务 %1 及其迭代和产物？</translation>
    </message>
    <message>
        <source>Nothing was deleted.</source>
        <translation>没有删除任何内容。</translation>
    </message>
    <message>
        <source>In a script: --yes</source>
        <translation>在脚本中：--yes</translation>
    </message>
    <message>
        <source>%1: deleted</source>
        <translation>%1：已删除</translation>
    </message>
    <message>
        <source>Make tasks and look at them</source>
        <translation>创建和查看任务</translation>
    </message>
    <message>
        <source>task id, unique prefix, or @last</source>
        <translation>任务 ID、唯一前缀或 @last</translation>
    </message>
    <message>
        <source>End a task now</source>
        <translation>立即结束任务</translation>
    </message>
    <message>
        <source>Begin the next attempt of an ended task</source>
        <translation>对已结束的任务开始下一次尝试</translation>
    </message>
    <message>
        <source>Change the priority; higher first</source>
        <translation>修改优先级；数值大的先执行</translation>
    </message>
    <message>
        <source>whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>Remove a task from the store</source>
        <translation>从存储中删除任务</translation>
    </message>
    <message>
        <source>do not ask</source>
        <translation>不询问</translation>
    </message>
    <message>
        <source>Name:</source>
        <translation>名称：</translation>
    </message>
    <message>
        <source>What is to be done:</source>
        <translation>要做什么：</translation>
    </message>
    <message>
        <source>Working directory:</source>
        <translation>工作目录：</translation>
    </message>
    <message>
        <source>A requirement (empty: no more):</source>
        <translation>一条要求（留空结束）：</translation>
    </message>
    <message>
        <source>A verification command (empty: no more):</source>
        <translation>一条验证命令（留空结束）：</translation>
    </message>
    <message>
        <source>the task has not ended yet</source>
        <translation>任务尚未结束</translation>
    </message>
    <message>
        <source>%1: ok</source>
        <translation>%1：正确</translation>
    </message>
    <message>
        <source>Put a task into the queue</source>
        <translation>把任务放入队列</translation>
    </message>
    <message>
        <source>ask for what is missing</source>
        <translation>询问缺少的内容</translation>
    </message>
    <message>
        <source>name of the task</source>
        <translation>任务名称</translation>
    </message>
    <message>
        <source>what is to be done</source>
        <translation>要做什么</translation>
    </message>
    <message>
        <source>working directory</source>
        <translation>工作目录</translation>
    </message>
    <message>
        <source>a requirement; may be repeated</source>
        <translation>一条要求；可重复</translation>
    </message>
    <message>
        <source>a verification command; may be repeated</source>
        <translation>一条验证命令；可重复</translation>
    </message>
    <message>
        <source>wait for its end</source>
        <translation>等待结束</translation>
    </message>
    <message>
        <source>check and show, store nothing</source>
        <translation>只检查和显示，不保存</translation>
    </message>
    <message>
        <source>higher first</source>
        <translation>数值大的先执行</translation>
    </message>
    <message>
        <source>the same key never makes a second task</source>
        <translation>相同的键不会创建第二个任务</translation>
    </message>
    <message>
        <source>Check task files</source>
        <translation>检查任务文件</translation>
    </message>
    <message>
        <source>task files, - for standard input</source>
        <translation>任务文件，- 表示标准输入</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>无法读取 %1：%2</translation>
    </message>
    <message>
        <source>Check the name and the rights of the file.</source>
        <translation>请检查文件名和权限。</translation>
    </message>
    <message>
        <source>Verification commands, run in %1:</source>
        <translation>验证命令，在 %1 中运行：</translation>
    </message>
    <message>
        <source>The task asks for network access.</source>
        <translation>任务请求访问网络。</translation>
    </message>
    <message>
        <source>The task asks for guard: %1</source>
        <translation>任务请求 guard：%1</translation>
    </message>
    <message>
        <source>There is no status %1.</source>
        <translation>没有状态 %1。</translation>
    </message>
    <message>
        <source>Accepted: %1</source>
        <translation>可用：%1</translation>
    </message>
    <message>
        <source>no tasks; `vibecoder task create --file task.yaml` makes one</source>
        <translation>没有任务；`vibecoder task create --file task.yaml` 可以创建</translation>
    </message>
    <message>
        <source>status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>priority</source>
        <translation>优先级</translation>
    </message>
    <message>
        <source>iteration</source>
        <translation>迭代</translation>
    </message>
    <message>
        <source>tests</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>updated</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>%1  %2</source>
        <translation>%1  %2</translation>
    </message>
    <message>
        <source>status: %1</source>
        <translation>状态：%1</translation>
    </message>
    <message>
        <source>why: %1</source>
        <translation>原因：%1</translation>
    </message>
    <message>
        <source>attempt %1, iteration %2 of %3</source>
        <translation>第 %1 次尝试，第 %2 轮迭代，共 %3 轮</translation>
    </message>
    <message>
        <source>directory: %1</source>
        <translation>目录：%1</translation>
    </message>
    <message>
        <source>cost: $%1, %2 model calls</source>
        <translation>费用：$%1，模型调用 %2 次</translation>
    </message>
    <message>
        <source>baseline</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>The task has no artifact %1.</source>
        <translation>任务没有产物 %1。</translation>
    </message>
    <message>
        <source>`vibecoder task artifacts %1` lists them.</source>
        <translation>`vibecoder task artifacts %1` 会列出它们。</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>Tasks, newest first</source>
        <translation>任务，最新的在前</translation>
    </message>
    <message>
        <source>only these states</source>
        <translation>只显示这些状态</translation>
    </message>
    <message>
        <source>only with this label</source>
        <translation>只显示带此标签的</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>行数</translation>
    </message>
    <message>
        <source>older than this sequence number</source>
        <translation>早于此序号</translation>
    </message>
    <message>
        <source>One task with its iterations</source>
        <translation>一个任务及其迭代</translation>
    </message>
    <message>
        <source>an earlier attempt</source>
        <translation>较早的一次尝试</translation>
    </message>
    <message>
        <source>What happened, in order</source>
        <translation>按顺序显示发生的事</translation>
    </message>
    <message>
        <source>only this iteration; 0 is the baseline</source>
        <translation>只显示这一轮迭代；0 是基线</translation>
    </message>
    <message>
        <source>only this attempt</source>
        <translation>只显示这次尝试</translation>
    </message>
    <message>
        <source>after this event number</source>
        <translation>在此事件号之后</translation>
    </message>
    <message>
        <source>go on until the task ends</source>
        <translation>持续到任务结束</translation>
    </message>
    <message>
        <source>Stored patches, files and outputs</source>
        <translation>保存的补丁、文件和输出</translation>
    </message>
    <message>
        <source>print one by name or id</source>
        <translation>按名称或 ID 输出一个</translation>
    </message>
    <message>
        <source>%1  %2  iteration %3 of %4</source>
        <translation>%1  %2  第 %3 轮，共 %4 轮</translation>
    </message>
    <message>
        <source>  tests: %1 passed, %2 failed</source>
        <translation>  测试：%1 通过，%2 失败</translation>
    </message>
    <message>
        <source>Risk: %1</source>
        <translation>风险：%1</translation>
    </message>
    <message>
        <source>Wants to run:</source>
        <translation>想要运行：</translation>
    </message>
    <message>
        <source>Verification commands of this task:</source>
        <translation>此任务的验证命令：</translation>
    </message>
    <message>
        <source>In: %1</source>
        <translation>位于：%1</translation>
    </message>
    <message>
        <source>Why asked: %1</source>
        <translation>询问原因：%1</translation>
    </message>
    <message>
        <source>Model says (not trusted): %1</source>
        <translation>模型的说法（不可信）：%1</translation>
    </message>
    <message>
        <source>Can it be undone: No</source>
        <translation>能否撤销：否</translation>
    </message>
    <message>
        <source>Task %1, iteration %2, approval %3, hash %4</source>
        <translation>任务 %1，第 %2 轮迭代，审批 %3，哈希 %4</translation>
    </message>
    <message>
        <source>no descriptor left</source>
        <translation>没有可用的文件描述符</translation>
    </message>
    <message>
        <source>stopping; the tasks stay as they are and can be taken up again (once more to stop at once)</source>
        <translation>正在停止；任务保持原状，以后可以继续（再按一次立即停止）</translation>
    </message>
    <message>
        <source>LOW</source>
        <translation>低</translation>
    </message>
    <message>
        <source>MEDIUM</source>
        <translation>中</translation>
    </message>
    <message>
        <source>HIGH</source>
        <translation>高</translation>
    </message>
    <message>
        <source>CRITICAL</source>
        <translation>严重</translation>
    </message>
    <message>
        <source>    Attention: it holds invisible or control characters, shown as \u{…}.</source>
        <translation>    注意：其中含有不可见字符或控制字符，显示为 \u{…}。</translation>
    </message>
    <message>
        <source>Right that goes with it: read this path, once.</source>
        <translation>随之授予的权限：读取此路径，仅一次。</translation>
    </message>
    <message>
        <source>Right that goes with it: write this path, once.</source>
        <translation>随之授予的权限：写入此路径，仅一次。</translation>
    </message>
    <message>
        <source>Right that goes with it: network access, once.</source>
        <translation>随之授予的权限：访问网络，仅一次。</translation>
    </message>
    <message>
        <source>Sandbox: %1</source>
        <translation>沙箱：%1</translation>
    </message>
    <message>
        <source>Can it be undone: Yes, the file does not exist yet</source>
        <translation>能否撤销：能，此文件尚不存在</translation>
    </message>
    <message>
        <source>Can it be undone: Yes, the old content is kept</source>
        <translation>能否撤销：能，旧内容会保留</translation>
    </message>
    <message>
        <source>Decided: %1 by %2</source>
        <translation>已决定：%1，由 %2</translation>
    </message>
    <message>
        <source>the line is not as it was written</source>
        <translation>此行与写入时不同</translation>
    </message>
    <message>
        <source>the content does not fit its hash</source>
        <translation>内容与其哈希不符</translation>
    </message>
    <message>
        <source>it does not follow the line before it</source>
        <translation>它与前一行不相连</translation>
    </message>
    <message>
        <source>its number is not the next one</source>
        <translation>编号不连续</translation>
    </message>
    <message>
        <source>records at the end are missing</source>
        <translation>末尾的记录缺失</translation>
    </message>
    <message>
        <source>sound: %1 records</source>
        <translation>完好：%1 条记录</translation>
    </message>
    <message>
        <source>broken at line %1: %2</source>
        <translation>第 %1 行损坏：%2</translation>
    </message>
    <message>
        <source>time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>who</source>
        <translation>操作者</translation>
    </message>
    <message>
        <source>action</source>
        <translation>动作</translation>
    </message>
    <message>
        <source>decision</source>
        <translation>决定</translation>
    </message>
    <message>
        <source>why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>exit</source>
        <translation>退出码</translation>
    </message>
    <message>
        <source>The record of decisions and effects</source>
        <translation>决定与结果的记录</translation>
    </message>
    <message>
        <source>Check that no record was changed, removed or moved</source>
        <translation>检查是否有记录被改动、删除或移动</translation>
    </message>
    <message>
        <source>Records in order</source>
        <translation>按顺序显示记录</translation>
    </message>
    <message>
        <source>only this task</source>
        <translation>仅此任务</translation>
    </message>
    <message>
        <source>the last so many</source>
        <translation>最后若干条</translation>
    </message>
    <message>
        <source>questions when no person is at the terminal: deny (default), exit, wait</source>
        <translation>终端前无人时如何处理提问：deny（默认，拒绝）、exit（退出）、wait（等待）</translation>
    </message>
    <message>
        <source>the program is not known</source>
        <translation>程序未知</translation>
    </message>
    <message>
        <source>this part of the program is not known to be harmless</source>
        <translation>不知道程序的这一部分是否无害</translation>
    </message>
    <message>
        <source>an option can run programs or reach other files</source>
        <translation>某个选项能运行程序或访问其他文件</translation>
    </message>
    <message>
        <source>it may change things, and no sandbox holds it</source>
        <translation>它可能改动内容，而没有沙箱约束它</translation>
    </message>
    <message>
        <source>it writes outside the working directory</source>
        <translation>它写入工作目录之外</translation>
    </message>
    <message>
        <source>it changes a file that runs later, configures tools or holds secrets</source>
        <translation>它改动以后会运行、配置工具或含有机密的文件</translation>
    </message>
    <message>
        <source>it runs a program from outside the working directory</source>
        <translation>它运行工作目录之外的程序</translation>
    </message>
    <message>
        <source>it runs code from its own text or input</source>
        <translation>它运行自身文本或输入中的代码</translation>
    </message>
    <message>
        <source>it runs code that comes from another command</source>
        <translation>它运行来自另一条命令的代码</translation>
    </message>
    <message>
        <source>it runs something that cannot be seen here</source>
        <translation>它运行这里看不到的东西</translation>
    </message>
    <message>
        <source>it sets a variable that can run code</source>
        <translation>它设置了能运行代码的变量</translation>
    </message>
    <message>
        <source>it shows the environment or stored secrets</source>
        <translation>它显示环境变量或已存机密</translation>
    </message>
    <message>
        <source>it reaches the network or keys</source>
        <translation>它访问网络或密钥</translation>
    </message>
    <message>
        <source>it installs or publishes software, or changes what others see</source>
        <translation>它安装或发布软件，或改变他人所见</translation>
    </message>
    <message>
        <source>it asks for more rights</source>
        <translation>它要求更多权限</translation>
    </message>
    <message>
        <source>it changes settings or starts something that stays</source>
        <translation>它更改设置或启动常驻程序</translation>
    </message>
    <message>
        <source>it ends processes or lifts limits</source>
        <translation>它结束进程或解除限制</translation>
    </message>
    <message>
        <source>it deletes what cannot be brought back</source>
        <translation>它删除无法恢复的内容</translation>
    </message>
    <message>
        <source>it can lose work that git keeps</source>
        <translation>它可能丢失 git 保存的工作</translation>
    </message>
    <message>
        <source>it writes files that its text does not name</source>
        <translation>它写入文本中未写明的文件</translation>
    </message>
    <message>
        <source>it writes to a device</source>
        <translation>它写入设备</translation>
    </message>
    <message>
        <source>it multiplies without end</source>
        <translation>它会无限自我复制</translation>
    </message>
    <message>
        <source>it tries to steer this program</source>
        <translation>它试图操控本程序</translation>
    </message>
    <message>
        <source>it touches the data of this program</source>
        <translation>它触及本程序的数据</translation>
    </message>
    <message>
        <source>the program&apos;s name is computed</source>
        <translation>程序名是计算得出的</translation>
    </message>
    <message>
        <source>the target is computed</source>
        <translation>目标是计算得出的</translation>
    </message>
    <message>
        <source>a variable is changed in a computed way</source>
        <translation>变量以计算方式改变</translation>
    </message>
    <message>
        <source>it holds characters that cannot be seen</source>
        <translation>它含有不可见字符</translation>
    </message>
    <message>
        <source>the program&apos;s name has letters of another script</source>
        <translation>程序名含有其他文字的字母</translation>
    </message>
    <message>
        <source>it hides text in escapes</source>
        <translation>它用转义隐藏文本</translation>
    </message>
    <message>
        <source>the shell would put in something that is not known yet</source>
        <translation>shell 会代入尚不可知的内容</translation>
    </message>
    <message>
        <source>it runs a command inside a word</source>
        <translation>它在单词内运行命令</translation>
    </message>
    <message>
        <source>it groups commands</source>
        <translation>它把命令分组</translation>
    </message>
    <message>
        <source>it goes on in the background</source>
        <translation>它在后台继续运行</translation>
    </message>
    <message>
        <source>it is a loop or a condition</source>
        <translation>它是循环或条件</translation>
    </message>
    <message>
        <source>it redirects in an unusual way</source>
        <translation>它以不寻常的方式重定向</translation>
    </message>
    <message>
        <source>it is not a complete command</source>
        <translation>它不是完整的命令</translation>
    </message>
    <message>
        <source>it is too long to judge</source>
        <translation>太长，无法判断</translation>
    </message>
    <message>
        <source>it is nested too deeply to judge</source>
        <translation>嵌套太深，无法判断</translation>
    </message>
    <message>
        <source>a known command inside the working directory</source>
        <translation>工作目录内的已知命令</translation>
    </message>
    <message>
        <source>nothing is run</source>
        <translation>不运行任何东西</translation>
    </message>
    <message>
        <source>an accepted verification command</source>
        <translation>已接受的验证命令</translation>
    </message>
    <message>
        <source>inside the working directory</source>
        <translation>在工作目录内</translation>
    </message>
    <message>
        <source>the working directory cannot be used</source>
        <translation>无法使用工作目录</translation>
    </message>
    <message>
        <source>it starts outside the working directory</source>
        <translation>它从工作目录之外开始</translation>
    </message>
    <message>
        <source>Line %1 is no question.</source>
        <translation>第 %1 行不是有效的提问。</translation>
    </message>
    <message>
        <source>Each line is a JSON object with a command or a path.</source>
        <translation>每行是一个含有 command 或 path 的 JSON 对象。</translation>
    </message>
    <message>
        <source>Line %1 names no sandbox tier.</source>
        <translation>第 %1 行的沙箱级别无效。</translation>
    </message>
    <message>
        <source>Give a command or --path, not both.</source>
        <translation>请给出命令或 --path，二者取一。</translation>
    </message>
    <message>
        <source>`vibecoder policy test &quot;git status&quot;`</source>
        <translation>`vibecoder policy test &quot;git status&quot;`</translation>
    </message>
    <message>
        <source>%1, risk %2: %3 (%4)</source>
        <translation>%1，风险 %2：%3（%4）</translation>
    </message>
    <message>
        <source>because of: %1</source>
        <translation>起因：%1</translation>
    </message>
    <message>
        <source>the path is: %1</source>
        <translation>路径属于：%1</translation>
    </message>
    <message>
        <source>What is allowed, asked and denied</source>
        <translation>允许、询问与拒绝的规则</translation>
    </message>
    <message>
        <source>Judge a command or a path without running it</source>
        <translation>判断一条命令或一个路径，但不执行</translation>
    </message>
    <message>
        <source>the command, as one word</source>
        <translation>命令，作为一个参数</translation>
    </message>
    <message>
        <source>working directory of the task</source>
        <translation>任务的工作目录</translation>
    </message>
    <message>
        <source>folder it starts in</source>
        <translation>起始文件夹</translation>
    </message>
    <message>
        <source>a path instead of a command</source>
        <translation>用路径代替命令</translation>
    </message>
    <message>
        <source>what would be done with the path</source>
        <translation>将对路径做什么</translation>
    </message>
    <message>
        <source>sandbox tier to assume</source>
        <translation>假定的沙箱级别</translation>
    </message>
    <message>
        <source>questions from standard input, one JSON object a line</source>
        <translation>从标准输入读取提问，每行一个 JSON 对象</translation>
    </message>
    <message>
        <source>switched off by the setting sandbox</source>
        <translation>已由设置 sandbox 关闭</translation>
    </message>
    <message>
        <source>bubblewrap, as root: /proc/sys is covered, but an ordinary user is safer</source>
        <translation>bubblewrap，以 root 运行：/proc/sys 已遮盖，但普通用户更安全</translation>
    </message>
    <message>
        <source>bubblewrap: no network, private home, system read-only</source>
        <translation>bubblewrap：无网络，私有主目录，系统只读</translation>
    </message>
    <message>
        <source>none, commands run as you: %1</source>
        <translation>无，命令以你的身份运行：%1</translation>
    </message>
    <message>
        <source>Try these commands first?</source>
        <translation>先试运行这些命令吗？</translation>
    </message>
    <message>
        <source>Line %1 is no recorded run.</source>
        <translation>第 %1 行不是一次运行的记录。</translation>
    </message>
    <message>
        <source>Each line is a JSON object with id, command, exit_code, timed_out, stdout and stderr.</source>
        <translation>每行是一个 JSON 对象，包含 id、command、exit_code、timed_out、stdout 和 stderr。</translation>
    </message>
    <message>
        <source>Give a task file or --command.</source>
        <translation>请给出任务文件或 --command。</translation>
    </message>
    <message>
        <source>`vibecoder verify --command &quot;make test&quot;`</source>
        <translation>`vibecoder verify --command &quot;make test&quot;`</translation>
    </message>
    <message>
        <source>Explain the output of a run that happened elsewhere</source>
        <translation>解释在别处运行的命令的输出</translation>
    </message>
    <message>
        <source>the command that ran</source>
        <translation>运行过的命令</translation>
    </message>
    <message>
        <source>its exit code; 128 + N when signal N ended it</source>
        <translation>它的退出码；被信号 N 结束时为 128 + N</translation>
    </message>
    <message>
        <source>it was ended because it took too long</source>
        <translation>因超时被结束</translation>
    </message>
    <message>
        <source>file with its standard output, - for standard input</source>
        <translation>存有标准输出的文件，- 表示标准输入</translation>
    </message>
    <message>
        <source>file with its standard error</source>
        <translation>存有标准错误的文件</translation>
    </message>
    <message>
        <source>runs from standard input, one JSON object a line</source>
        <translation>从标准输入读取运行记录，每行一个 JSON 对象</translation>
    </message>
    <message>
        <source>Run verification commands without a task and explain them</source>
        <translation>不建任务，直接运行验证命令并解释结果</translation>
    </message>
    <message>
        <source>a command; may be repeated</source>
        <translation>一条命令；可重复</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>could not be run as it should</source>
        <translation>未能正常运行</translation>
    </message>
    <message>
        <source>crashed</source>
        <translation>崩溃</translation>
    </message>
    <message>
        <source>took too long</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>%1 passed</source>
        <translation>通过 %1</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>失败 %1</translation>
    </message>
    <message>
        <source>%1 errors</source>
        <translation>错误 %1</translation>
    </message>
    <message>
        <source>%1 skipped</source>
        <translation>跳过 %1</translation>
    </message>
    <message>
        <source>%1 warnings</source>
        <translation>警告 %1</translation>
    </message>
    <message>
        <source>expected: %1</source>
        <translation>期望：%1</translation>
    </message>
    <message>
        <source>actual:   %1</source>
        <translation>实际：%1</translation>
    </message>
    <message>
        <source>read as: %1, certainty %2</source>
        <translation>识别为：%1，把握 %2</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>还有 %1 条</translation>
    </message>
    <message>
        <source>Wants to make this file:</source>
        <translation>想要新建此文件：</translation>
    </message>
    <message>
        <source>Wants to change this file:</source>
        <translation>想要修改此文件：</translation>
    </message>
    <message>
        <source>Wants to read this file and send it to the model:</source>
        <translation>想要读取此文件并发送给模型：</translation>
    </message>
    <message>
        <source>        %1: %2</source>
        <translation>        %1：%2</translation>
    </message>
    <message>
        <source>git has it</source>
        <translation>git 中有</translation>
    </message>
    <message>
        <source>not in git</source>
        <translation>不在 git 中</translation>
    </message>
    <message>
        <source>no git repository</source>
        <translation>没有 git 仓库</translation>
    </message>
    <message>
        <source>git was not asked</source>
        <translation>未能询问 git</translation>
    </message>
    <message>
        <source>does not exist yet</source>
        <translation>尚不存在</translation>
    </message>
    <message>
        <source>folder, more than %1 files, %2</source>
        <translation>文件夹，超过 %1 个文件，%2</translation>
    </message>
    <message>
        <source>folder, %1 files, %2</source>
        <translation>文件夹，%1 个文件，%2</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1 字节</translation>
    </message>
    <message>
        <source>Can it be undone: No, what was sent cannot be taken back</source>
        <translation>能否撤销：否，已发送的内容无法收回</translation>
    </message>
    <message>
        <source>Can it be undone: No, the old content holds secrets and is not kept whole</source>
        <translation>能否撤销：否，旧内容含有机密，没有完整保存</translation>
    </message>
    <message>
        <source>Can it be undone: No; they run on this machine, again and again, without further questions</source>
        <translation>能否撤销：否；它们会在本机反复运行，不再询问</translation>
    </message>
    <message>
        <source>Time left: no limit</source>
        <translation>剩余时间：不限</translation>
    </message>
    <message>
        <source>Time left: %1 min %2 s, then it counts as denied</source>
        <translation>剩余时间：%1 分 %2 秒，之后视为拒绝</translation>
    </message>
    <message>
        <source>What would change (- old, + new):</source>
        <translation>将要改动的内容（- 旧，+ 新）：</translation>
    </message>
    <message>
        <source>The content is no longer kept and cannot be shown.</source>
        <translation>内容已不再保存，无法显示。</translation>
    </message>
    <message>
        <source>    nothing: the content stays the same</source>
        <translation>    无：内容保持不变</translation>
    </message>
    <message>
        <source>    The content is not shown: it is binary or too large. New SHA-256: %1</source>
        <translation>    内容未显示：它是二进制或过大。新的 SHA-256：%1</translation>
    </message>
    <message>
        <source>    Secrets are shown as [redacted:…]; what is written is bound by its SHA-256.</source>
        <translation>    机密显示为 [redacted:…]；写入的内容由其 SHA-256 绑定。</translation>
    </message>
    <message>
        <source>write %1</source>
        <translation>写入 %1</translation>
    </message>
    <message>
        <source>read %1</source>
        <translation>读取 %1</translation>
    </message>
    <message>
        <source>set in the environment</source>
        <translation>已在环境变量中设置</translation>
    </message>
    <message>
        <source>set in the keychain</source>
        <translation>已在密钥环中设置</translation>
    </message>
    <message>
        <source>not set; run `vibecoder key set` or put it into ANTHROPIC_API_KEY</source>
        <translation>未设置；请运行 `vibecoder key set` 或写入 ANTHROPIC_API_KEY</translation>
    </message>
    <message>
        <source>not set; put it into ANTHROPIC_API_KEY (no keychain service can be reached)</source>
        <translation>未设置；请写入 ANTHROPIC_API_KEY（无法连接密钥环服务）</translation>
    </message>
    <message>
        <source>API key (it is not shown):</source>
        <translation>API 密钥（不会显示）：</translation>
    </message>
    <message>
        <source>This is no API key.</source>
        <translation>这不是 API 密钥。</translation>
    </message>
    <message>
        <source>Give it on one line of standard input: visible ASCII characters, at least 8.</source>
        <translation>请在标准输入中用一行给出：可见的 ASCII 字符，至少 8 个。</translation>
    </message>
    <message>
        <source>The key is no longer in the keychain.</source>
        <translation>密钥已从密钥环中删除。</translation>
    </message>
    <message>
        <source>The server accepts the key of the keychain.</source>
        <translation>服务器接受密钥环中的密钥。</translation>
    </message>
    <message>
        <source>The server accepts the key of the environment.</source>
        <translation>服务器接受环境变量中的密钥。</translation>
    </message>
    <message>
        <source>The API key in the keychain</source>
        <translation>密钥环中的 API 密钥</translation>
    </message>
    <message>
        <source>Store the key, read from the terminal or standard input</source>
        <translation>保存密钥，从终端或标准输入读取</translation>
    </message>
    <message>
        <source>Ask the model server whether it accepts the key</source>
        <translation>询问模型服务器是否接受密钥</translation>
    </message>
    <message>
        <source>Remove the key from the keychain</source>
        <translation>从密钥环中删除密钥</translation>
    </message>
    <message>
        <source>Dangerous commands are asked about each time.</source>
        <translation>危险命令每次都会询问。</translation>
    </message>
    <message>
        <source>checkpoint c%1 (files: %2)</source>
        <translation>检查点 c%1（文件数：%2）</translation>
    </message>
    <message>
        <source>files are back at checkpoint c%1 (iteration %2)</source>
        <translation>文件已恢复到检查点 c%1（第 %2 轮迭代）</translation>
    </message>
    <message>
        <source>before the baseline</source>
        <translation>基线之前</translation>
    </message>
    <message>
        <source>after the baseline</source>
        <translation>基线之后</translation>
    </message>
    <message>
        <source>after iteration %1</source>
        <translation>第 %1 轮迭代之后</translation>
    </message>
    <message>
        <source>after a verification in iteration %1</source>
        <translation>第 %1 轮迭代中的一次验证之后</translation>
    </message>
    <message>
        <source>before going back</source>
        <translation>恢复之前</translation>
    </message>
    <message>
        <source>larger than the limit, %1 MiB</source>
        <translation>超过上限，%1 MiB</translation>
    </message>
    <message>
        <source>dependencies, build output or cache</source>
        <translation>依赖、构建输出或缓存</translation>
    </message>
    <message>
        <source>a repository of its own</source>
        <translation>独立的仓库</translation>
    </message>
    <message>
        <source>not a regular file</source>
        <translation>不是普通文件</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>nested too deeply</source>
        <translation>嵌套过深</translation>
    </message>
    <message>
        <source>not covered: %1 (%2)</source>
        <translation>未包含：%1（%2）</translation>
    </message>
    <message>
        <source>not covered: %1 more</source>
        <translation>未包含：另有 %1 项</translation>
    </message>
    <message>
        <source>to</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>files</source>
        <translation>文件数</translation>
    </message>
    <message>
        <source>not covered</source>
        <translation>未包含</translation>
    </message>
    <message>
        <source>tree</source>
        <translation>树摘要</translation>
    </message>
    <message>
        <source>taken</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>not shown: %1 (binary or large)</source>
        <translation>未显示：%1（二进制或过大）</translation>
    </message>
    <message>
        <source>folder: %1 (%2)</source>
        <translation>文件夹：%1（%2）</translation>
    </message>
    <message>
        <source>create</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>change</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>set permissions</source>
        <translation>设置权限</translation>
    </message>
    <message>
        <source>replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>(binary)</source>
        <translation>（二进制）</translation>
    </message>
    <message>
        <source>Nothing would change.</source>
        <translation>不会有任何变化。</translation>
    </message>
    <message>
        <source>Bring the files back to c%1 (%2)?</source>
        <translation>把文件恢复到 c%1（%2）？</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>未做任何更改。</translation>
    </message>
    <message>
        <source>The files are back at c%1 (%2); changed: %3.</source>
        <translation>文件已恢复到 c%1（%2）；更改数：%3。</translation>
    </message>
    <message>
        <source>Undo: vibecoder task rollback %1 --to c%2</source>
        <translation>撤销：vibecoder task rollback %1 --to c%2</translation>
    </message>
    <message>
        <source>iteration (2), checkpoint (c3), start or last; 0 is the state before the first change</source>
        <translation>迭代（2）、检查点（c3）、start 或 last；0 是第一次修改之前的状态</translation>
    </message>
    <message>
        <source>Kept states of the files</source>
        <translation>保存的文件状态</translation>
    </message>
    <message>
        <source>What the task changed, as a unified diff</source>
        <translation>以统一 diff 格式显示任务的更改</translation>
    </message>
    <message>
        <source>Bring the files back to a kept state</source>
        <translation>把文件恢复到保存的状态</translation>
    </message>
    <message>
        <source>only say what would change</source>
        <translation>只显示将会有哪些变化</translation>
    </message>
    <message>
        <source>not found; checkpoints do not need it, commands of a task may</source>
        <translation>未找到；检查点不需要它，任务的命令可能需要</translation>
    </message>
    <message>
        <source>The commands pass, but what they check was changed:</source>
        <translation>命令通过了，但它们所检查的内容被修改：</translation>
    </message>
    <message>
        <source>Approve: the result counts. Deny: it does not, and changed guarded files are put back.</source>
        <translation>批准：结果算数。拒绝：结果不算数，被改动的受保护文件会被恢复。</translation>
    </message>
    <message>
        <source>iteration %1: the commands pass, but the result does not count</source>
        <translation>第 %1 次迭代：命令通过，但结果不算数</translation>
    </message>
    <message>
        <source>iteration %1: verification fails; fixed %2, regressed %3</source>
        <translation>第 %1 次迭代：验证失败；修复 %2 项，倒退 %3 项</translation>
    </message>
    <message>
        <source>the model server asks to wait; it goes on by itself</source>
        <translation>模型服务器要求等待；之后会自动继续</translation>
    </message>
    <message>
        <source>the working time of the task is used up; raise VIBECODER_MAX_WALL_MINUTES or split the task, then retry</source>
        <translation>任务的工作时间已用完；请提高 VIBECODER_MAX_WALL_MINUTES 或拆分任务，然后重试</translation>
    </message>
    <message>
        <source>nothing new happened any more; sharpen the requirements or name the place, then retry</source>
        <translation>不再有新的进展；请把要求写得更明确或指出位置，然后重试</translation>
    </message>
    <message>
        <source>the work went back and forth; look for requirements that contradict each other, then retry</source>
        <translation>改动来回反复；请检查要求是否互相矛盾，然后重试</translation>
    </message>
    <message>
        <source>the model refuses this task; word it differently or choose another model, then retry</source>
        <translation>模型拒绝执行此任务；请换一种说法或换一个模型，然后重试</translation>
    </message>
    <message>
        <source>the model kept calling its tools wrongly; choose another model, then retry</source>
        <translation>模型一直错误地调用工具；请换一个模型，然后重试</translation>
    </message>
    <message>
        <source>a person denied what it needs; allow it or change the requirements, then retry</source>
        <translation>有人拒绝了它所需的操作；请允许该操作或修改要求，然后重试</translation>
    </message>
    <message>
        <source>nobody answered its question in time; retry when somebody is there</source>
        <translation>没有人及时回答它的问题；请在有人时重试</translation>
    </message>
    <message>
        <source>tests or their configuration were changed and nobody agreed; look at the diff, then retry, or set guard: allow if the task asks for it</source>
        <translation>测试或其配置被修改且无人同意；请查看差异后重试，若任务本来就要求这样改，可设置 guard: allow</translation>
    </message>
    <message>
        <source>tests, their configuration or the scripts of the verification were changed</source>
        <translation>测试、测试配置或验证脚本被修改</translation>
    </message>
    <message>
        <source> and %1 more</source>
        <translation> 等另外 %1 项</translation>
    </message>
    <message>
        <source>fixed: %1</source>
        <translation>已修复：%1</translation>
    </message>
    <message>
        <source>REGRESSED: %1</source>
        <translation>倒退：%1</translation>
    </message>
    <message>
        <source>new failures: %1</source>
        <translation>新的失败：%1</translation>
    </message>
    <message>
        <source>still failing: %1</source>
        <translation>仍然失败：%1</translation>
    </message>
    <message>
        <source>flaky: %1</source>
        <translation>不稳定：%1</translation>
    </message>
    <message>
        <source>does not count: %1</source>
        <translation>不算数：%1</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>无法写入 %1：%2</translation>
    </message>
    <message>
        <source>Choose another place with --output.</source>
        <translation>请用 --output 选择其他位置。</translation>
    </message>
    <message>
        <source>written: %1</source>
        <translation>已写入：%1</translation>
    </message>
    <message>
        <source>What a task did, with evidence; Markdown or --json</source>
        <translation>任务做了什么，附证据；Markdown 或 --json</translation>
    </message>
    <message>
        <source>write to this file (.md or .json)</source>
        <translation>写入此文件（.md 或 .json）</translation>
    </message>
    <message>
        <source>command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>argv</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>exit code</source>
        <translation>退出码</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>output SHA-256</source>
        <translation>输出 SHA-256</translation>
    </message>
    <message>
        <source>- … and %1 more</source>
        <translation>- …… 另有 %1 项</translation>
    </message>
    <message>
        <source>task %1, attempt %2</source>
        <translation>任务 %1，第 %2 次尝试</translation>
    </message>
    <message>
        <source>environment: %1, %2, %3, %4</source>
        <translation>环境：%1，%2，%3，%4</translation>
    </message>
    <message>
        <source>sandbox of the verification: %1</source>
        <translation>验证所用的沙箱：%1</translation>
    </message>
    <message>
        <source>tree: %1</source>
        <translation>目录摘要：%1</translation>
    </message>
    <message>
        <source>patch SHA-256: %1</source>
        <translation>补丁 SHA-256：%1</translation>
    </message>
    <message>
        <source>model says (not trusted): %1</source>
        <translation>模型的话（不可信）：%1</translation>
    </message>
    <message>
        <source>(exit code %1)</source>
        <translation>（退出码 %1）</translation>
    </message>
    <message>
        <source>Remembered as rule: %1</source>
        <translation>记为规则：%1</translation>
    </message>
    <message>
        <source>    only in %1, until %2</source>
        <translation>    仅限 %1，直到 %2</translation>
    </message>
    <message>
        <source>the task ends</source>
        <translation>任务结束</translation>
    </message>
    <message>
        <source>    would have matched %1 of the last %2 commands there</source>
        <translation>    在那里最近 %2 条命令中会匹配 %1 条</translation>
    </message>
    <message>
        <source>also allow exactly this command in this folder: task, 1d or 30d</source>
        <translation>今后也在此目录中允许完全相同的命令：task、1d 或 30d</translation>
    </message>
    <message>
        <source>rules</source>
        <translation>规则</translation>
    </message>
    <message>
        <source>a rule of your own says so</source>
        <translation>您自己的规则如此规定</translation>
    </message>
    <message>
        <source>rule: %1</source>
        <translation>规则：%1</translation>
    </message>
    <message>
        <source>with task %1</source>
        <translation>随任务 %1 结束</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>line %1</source>
        <translation>第 %1 行</translation>
    </message>
    <message>
        <source>no rules of your own: only what is built in</source>
        <translation>没有您自己的规则：只有内置规则</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>目录</translation>
    </message>
    <message>
        <source>until</source>
        <translation>有效期至</translation>
    </message>
    <message>
        <source>from</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>uses</source>
        <translation>使用次数</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>已删除</translation>
    </message>
    <message>
        <source>leave your own rules aside</source>
        <translation>不考虑您自己的规则</translation>
    </message>
    <message>
        <source>Your own rules, written and remembered</source>
        <translation>您自己的规则，手写的和记住的</translation>
    </message>
    <message>
        <source>Take one of your rules away</source>
        <translation>删除您的一条规则</translation>
    </message>
    <message>
        <source>name of the rule, or its id</source>
        <translation>规则的名称或其标识</translation>
    </message>
    <message>
        <source>count a result although its check is not what it was</source>
        <translation>检查与原来不同，仍认可结果</translation>
    </message>
    <message>
        <source>differs: %1</source>
        <translation>不同：%1</translation>
    </message>
    <message>
        <source>the files are as they were recorded</source>
        <translation>文件与记录时相同</translation>
    </message>
    <message>
        <source>the files are not as they were recorded</source>
        <translation>文件与记录时不同</translation>
    </message>
    <message>
        <source>The record of iteration %1 is confirmed.</source>
        <translation>第 %1 次迭代的记录得到确认。</translation>
    </message>
    <message>
        <source>The record of iteration %1 is not confirmed.</source>
        <translation>第 %1 次迭代的记录未得到确认。</translation>
    </message>
    <message>
        <source>Run the verification of a task again and compare it with the record</source>
        <translation>重新运行任务的验证并与记录比较</translation>
    </message>
    <message>
        <source>The dashboard, once and within a minute:
  %1
Serving until Ctrl+C.</source>
        <translation>控制台地址，一分钟内仅可使用一次：
  %1
按 Ctrl+C 停止服务。</translation>
    </message>
    <message>
        <source>no browser could be started; open the link yourself</source>
        <translation>无法启动浏览器，请自行打开链接</translation>
    </message>
    <message>
        <source>The server at %1 does not answer.</source>
        <translation>%1 的服务器没有应答。</translation>
    </message>
    <message>
        <source>No server is running on this store.</source>
        <translation>此数据库上没有运行中的服务器。</translation>
    </message>
    <message>
        <source>`vibecoder server start` starts one.</source>
        <translation>用 `vibecoder server start` 启动。</translation>
    </message>
    <message>
        <source>running at %1, process %2</source>
        <translation>正在运行：%1，进程 %2</translation>
    </message>
    <message>
        <source>REST API, live events and dashboard</source>
        <translation>REST API、实时事件和网页控制台</translation>
    </message>
    <message>
        <source>Serve in the foreground and work the queue</source>
        <translation>在前台提供服务并处理队列</translation>
    </message>
    <message>
        <source>port; 0 takes any free one</source>
        <translation>端口；0 表示任意空闲端口</translation>
    </message>
    <message>
        <source>address to listen on</source>
        <translation>监听地址</translation>
    </message>
    <message>
        <source>serve the page from the disk, for people who work on it</source>
        <translation>从磁盘提供页面，供页面开发者使用</translation>
    </message>
    <message>
        <source>do not work the queue</source>
        <translation>不处理队列</translation>
    </message>
    <message>
        <source>open the page in a browser</source>
        <translation>在浏览器中打开页面</translation>
    </message>
    <message>
        <source>Whether a server is running, and where</source>
        <translation>服务器是否在运行、在何处</translation>
    </message>
    <message>
        <source>A new link to the page of the running server</source>
        <translation>生成运行中服务器页面的新链接</translation>
    </message>
    <message>
        <source>The token for scripts, on the last line</source>
        <translation>供脚本使用的访问令牌，位于最后一行</translation>
    </message>
    <message>
        <source>make a new one; all sessions end</source>
        <translation>生成新令牌，所有会话随之结束</translation>
    </message>
    <message>
        <source>A command has changed protected names (the command, then each change):</source>
        <translation>有命令更改了受保护的名称（先是命令，然后是每项更改）：</translation>
    </message>
    <message>
        <source>It has happened. Yes: the task goes on. No: the task ends; look at these names then.</source>
        <translation>更改已经发生。同意：任务继续。拒绝：任务结束；请随后检查这些名称。</translation>
    </message>
    <message>
        <source>a new one for each command: %1</source>
        <translation>每条命令使用新的沙箱：%1</translation>
    </message>
    <message>
        <source>Landlock, version %1, and a filter: processes stay visible, protected names in the working directory are only compared afterwards, memory and processes have no limit</source>
        <translation>Landlock（版本 %1）与系统调用过滤器：进程仍可见，工作目录中受保护的名称只在事后比较，内存和进程数没有限制</translation>
    </message>
    <message>
        <source>this kernel cannot stop signals to other processes of this user</source>
        <translation>此内核无法阻止向该用户的其他进程发送信号</translation>
    </message>
    <message>
        <source>root: %1</source>
        <translation>root：%1</translation>
    </message>
    <message>
        <source>a command changed names that only a person may change</source>
        <translation>命令更改了只有人才能更改的名称</translation>
    </message>
    <message>
        <source>without a sandbox nothing runs unattended: %1</source>
        <translation>没有沙箱时不进行无人值守的运行：%1</translation>
    </message>
    <message>
        <source>Install bubblewrap, answer at a terminal, or set `sandbox: none` in your own configuration.</source>
        <translation>请安装 bubblewrap、在终端回答，或在您自己的配置中设置 `sandbox: none`。</translation>
    </message>
    <message>
        <source>Accept these commands for every task of this hook?</source>
        <translation>接受这些命令用于此钩子的每个任务吗？</translation>
    </message>
    <message>
        <source>The commands were not accepted; nothing is stored.</source>
        <translation>命令没有被接受；没有保存任何内容。</translation>
    </message>
    <message>
        <source>`--yes` accepts them in scripts.</source>
        <translation>在脚本中用 `--yes` 接受。</translation>
    </message>
    <message>
        <source>address POST /api/hooks/%1
secret  %2</source>
        <translation>地址  POST /api/hooks/%1
密钥  %2</translation>
    </message>
    <message>
        <source>The secret is shown this once. The sender signs with it: VibeCoder-Signature: v1=HMAC-SHA256(secret, VibeCoder-Timestamp + &quot;.&quot; + body), VibeCoder-Delivery: an id.</source>
        <translation>密钥只显示这一次。发送方用它签名：VibeCoder-Signature: v1=HMAC-SHA256(密钥, VibeCoder-Timestamp + &quot;.&quot; + 正文)，VibeCoder-Delivery: 一个 ID。</translation>
    </message>
    <message>
        <source>no hooks; `vibecoder hook add NAME --template FILE` makes one</source>
        <translation>没有钩子；`vibecoder hook add NAME --template FILE` 可以添加</translation>
    </message>
    <message>
        <source>address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>tasks</source>
        <translation>任务数</translation>
    </message>
    <message>
        <source>last call</source>
        <translation>最近一次调用</translation>
    </message>
    <message>
        <source>removed; calls of it are refused from now on</source>
        <translation>已删除；从现在起拒绝对它的调用</translation>
    </message>
    <message>
        <source>Templates that others may make tasks from</source>
        <translation>他人可以用来创建任务的模板</translation>
    </message>
    <message>
        <source>Store a template; shows its secret once</source>
        <translation>保存模板；密钥只显示一次</translation>
    </message>
    <message>
        <source>its name in the address</source>
        <translation>它在地址中的名称</translation>
    </message>
    <message>
        <source>task file with placeholders such as {{issue.title}}</source>
        <translation>带占位符（例如 {{issue.title}}）的任务文件</translation>
    </message>
    <message>
        <source>accept its verification commands</source>
        <translation>接受它的验证命令</translation>
    </message>
    <message>
        <source>Stored templates and their calls</source>
        <translation>已保存的模板及其调用</translation>
    </message>
    <message>
        <source>Take a template away</source>
        <translation>删除模板</translation>
    </message>
    <message>
        <source>its name</source>
        <translation>它的名称</translation>
    </message>
    <message>
        <source>There is no event %1.</source>
        <translation>没有事件 %1。</translation>
    </message>
    <message>
        <source>webhook %1
secret  %2</source>
        <translation>webhook %1
密钥    %2</translation>
    </message>
    <message>
        <source>The secret is shown this once. The receiver checks with it that VibeCoder-Signature is v1=HMAC-SHA256(secret, VibeCoder-Timestamp + &quot;.&quot; + body).</source>
        <translation>密钥只显示这一次。接收方用它核对 VibeCoder-Signature 是否为 v1=HMAC-SHA256(密钥, VibeCoder-Timestamp + &quot;.&quot; + 正文)。</translation>
    </message>
    <message>
        <source>no webhooks; `vibecoder webhook add URL` makes one</source>
        <translation>没有 webhook；`vibecoder webhook add URL` 可以添加</translation>
    </message>
    <message>
        <source>events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>已送达</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>last error</source>
        <translation>最近的错误</translation>
    </message>
    <message>
        <source>delivered: status %1 after %2 ms</source>
        <translation>已送达：状态 %1，用时 %2 毫秒</translation>
    </message>
    <message>
        <source>not delivered: %1</source>
        <translation>未送达：%1</translation>
    </message>
    <message>
        <source>removed, with what was still to be told to it</source>
        <translation>已删除，连同尚未告知它的内容</translation>
    </message>
    <message>
        <source>nothing was given up</source>
        <translation>没有被放弃的投递</translation>
    </message>
    <message>
        <source>delivery</source>
        <translation>投递</translation>
    </message>
    <message>
        <source>event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>tries</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>last try</source>
        <translation>最近一次</translation>
    </message>
    <message>
        <source>%1 is no delivery.</source>
        <translation>%1 不是投递。</translation>
    </message>
    <message>
        <source>`vibecoder webhook failures` lists them.</source>
        <translation>`vibecoder webhook failures` 会列出它们。</translation>
    </message>
    <message>
        <source>%1 will be sent again by the process that works the queue or serves</source>
        <translation>%1 个投递将由处理队列或提供服务的进程重新发送</translation>
    </message>
    <message>
        <source>Addresses that hear of events</source>
        <translation>接收事件通知的地址</translation>
    </message>
    <message>
        <source>Tell an address from now on; shows its secret once</source>
        <translation>从现在起通知一个地址；密钥只显示一次</translation>
    </message>
    <message>
        <source>https address that takes POST</source>
        <translation>接受 POST 的 https 地址</translation>
    </message>
    <message>
        <source>events, separated by commas, or all</source>
        <translation>事件，以逗号分隔，或 all</translation>
    </message>
    <message>
        <source>it may reach this machine and private networks, and by plain http</source>
        <translation>允许它访问本机和私有网络，也可用普通 http</translation>
    </message>
    <message>
        <source>What is told, and what waits</source>
        <translation>通知了什么，还有什么在等待</translation>
    </message>
    <message>
        <source>id of the webhook</source>
        <translation>webhook 的 ID</translation>
    </message>
    <message>
        <source>Send a test now</source>
        <translation>立即发送一个测试</translation>
    </message>
    <message>
        <source>Tell it nothing more</source>
        <translation>不再通知它</translation>
    </message>
    <message>
        <source>Deliveries that were given up</source>
        <translation>被放弃的投递</translation>
    </message>
    <message>
        <source>Send again what was given up</source>
        <translation>重新发送被放弃的投递</translation>
    </message>
    <message>
        <source>deliveries, or webhooks for all of theirs</source>
        <translation>投递，或 webhook（表示它的全部）</translation>
    </message>
    <message>
        <source>another server already runs on this store: %1</source>
        <translation>此存储上已有另一个服务器在运行：%1</translation>
    </message>
    <message>
        <source>    %1: %2</source>
        <translation>    %1：%2</translation>
    </message>
    <message>
        <source>Accept these commands, for this task and for later ones with the same commands?</source>
        <translation>是否接受这些命令，用于此任务以及之后命令相同的任务？</translation>
    </message>
    <message>
        <source>the working directory holds settings that other programs obey</source>
        <translation>工作目录里存放着其他程序会遵从的设置</translation>
    </message>
    <message>
        <source>If remembered: %1</source>
        <translation>若记住：%1</translation>
    </message>
    <message>
        <source>the host&apos;s name is not what it looks like: letters of another script, a coded name or a user&apos;s name that looks like a host</source>
        <translation>主机名与看起来的不一样：含有其他文字的字母、编码过的名称，或看起来像主机的用户名</translation>
    </message>
    <message>
        <source>This attempt has no checkpoints; `vibecoder task status %1` says why, if it knows.</source>
        <translation>这次尝试没有检查点；如果原因已知，`vibecoder task status %1` 会说明。</translation>
    </message>
    <message>
        <source>left alone: %1</source>
        <translation>保持不动：%1</translation>
    </message>
    <message>
        <source>left alone: %1 more</source>
        <translation>保持不动：另外 %1 项</translation>
    </message>
    <message>
        <source>(not written by this task, changed after it, or in the way of something not covered)</source>
        <translation>（不是此任务写入的、之后被修改过，或被未包含的内容占用）</translation>
    </message>
    <message>
        <source>It ended with exit code 0, but its own summary counts failures, so it does not pass: %1</source>
        <translation>退出码为 0，但它自己的汇总行记有失败，因此不算通过：%1</translation>
    </message>
    <message>
        <source>type allow to agree, n to refuse</source>
        <translation>输入 allow 或“允许”表示同意，n 表示拒绝</translation>
    </message>
    <message>
        <source>, s to leave it open</source>
        <translation>，s 表示暂不决定</translation>
    </message>
    <message>
        <source>That answer is not understood. Expected: %1</source>
        <translation>无法识别该回答。应为：%1</translation>
    </message>
    <message>
        <source>Allow once?</source>
        <translation>允许这一次？</translation>
    </message>
    <message>
        <source>waiting: the task database is held by %1</source>
        <translation>等待中：任务数据库被 %1 占用</translation>
    </message>
    <message>
        <source>%1 was stopped while it writes: nothing can be changed until it goes on or ends</source>
        <translation>%1 在写入时被暂停：在它继续或结束之前，什么都不能更改</translation>
    </message>
    <message>
        <source>log of the database</source>
        <translation>数据库日志</translation>
    </message>
    <message>
        <source>%1 MiB: a process that should shorten it was stopped or is reading for a long time</source>
        <translation>%1 MiB：应当缩短它的进程被暂停了，或者正在长时间读取</translation>
    </message>
    <message>
        <source>it was begun by another version of the program; what it did stays, `vibecoder task retry` begins a fresh attempt</source>
        <translation>它由本程序的另一个版本开始；已做的更改会保留，`vibecoder task retry` 重新开始一次尝试</translation>
    </message>
    <message>
        <source>Task %1 (%2) has %3 and waits for a person.</source>
        <translation>任务 %1（%2）占用着 %3，正在等待审批。</translation>
    </message>
    <message>
        <source>`vibecoder approve list` shows what it asks; `vibecoder task cancel %1` gives it up.</source>
        <translation>`vibecoder approve list` 显示它的问题；`vibecoder task cancel %1` 放弃它。</translation>
    </message>
    <message>
        <source>Task %1 (%2) has %3 and is paused.</source>
        <translation>任务 %1（%2）占用着 %3，已暂停。</translation>
    </message>
    <message>
        <source>`vibecoder task status %1` says why; `vibecoder task cancel %1` gives it up.</source>
        <translation>`vibecoder task status %1` 说明原因；`vibecoder task cancel %1` 放弃它。</translation>
    </message>
    <message>
        <source>Task %1 (%2) was interrupted and still has %3.</source>
        <translation>任务 %1（%2）被中断，仍占用着 %3。</translation>
    </message>
    <message>
        <source>`vibecoder queue start --drain` goes on with it; `vibecoder task cancel %1` gives it up.</source>
        <translation>`vibecoder queue start --drain` 继续执行它；`vibecoder task cancel %1` 放弃它。</translation>
    </message>
    <message>
        <source>going on with task %1, which was begun earlier (iteration %2)</source>
        <translation>继续执行之前开始的任务 %1（第 %2 轮）</translation>
    </message>
    <message>
        <source>task %1 of this file is in the queue already; it is done now</source>
        <translation>此文件的任务 %1 已在队列中；现在执行它</translation>
    </message>
    <message>
        <source>process %1 works on task %2 already; following it to its end</source>
        <translation>进程 %1 已在执行任务 %2；跟随它直到结束</translation>
    </message>
    <message>
        <source>process %1 died while it worked on task %2; going on when what it left has ended</source>
        <translation>进程 %1 在执行任务 %2 时退出了；等它留下的进程结束后继续</translation>
    </message>
    <message>
        <source>waiting: task %1 (%2) works in %3</source>
        <translation>等待中：任务 %1（%2）正在 %3 中执行</translation>
    </message>
    <message>
        <source>Task %1 stays in the queue.</source>
        <translation>任务 %1 保留在队列中。</translation>
    </message>
    <message>
        <source>The same command goes on with task %1.</source>
        <translation>再次执行同一命令即可继续任务 %1。</translation>
    </message>
    <message>
        <source>%1 lines are not shown here: vibecoder approve show %2 --full</source>
        <translation>这里有 %1 行未显示：vibecoder approve show %2 --full</translation>
    </message>
    <message>
        <source>every line of a long question</source>
        <translation>显示较长审批的每一行</translation>
    </message>
    <message>
        <source>%1 lines are not shown. Type more to see them, or Enter to leave the question open:</source>
        <translation>还有 %1 行未显示。输入 more 查看，直接回车则保留此审批：</translation>
    </message>
    <message>
        <source>    warning: `%1`: %2</source>
        <translation>    警告：`%1`：%2</translation>
    </message>
    <message>
        <source>its exit code may be another program&apos;s (a pipe, ||, ;, &amp;, ! or exit 0), so a failure may be lost</source>
        <translation>它的退出码可能来自别的程序（管道、||、;、&amp;、! 或 exit 0），失败可能因此丢失</translation>
    </message>
    <message>
        <source>a file or folder that it needs may not be used here; correct that, then retry</source>
        <translation>任务需要的文件或文件夹在这里不能使用；请修正后重试</translation>
    </message>
    <message>
        <source>the account may spend no more; add credit or raise its limit: a running queue goes on by itself, else `vibecoder queue start`</source>
        <translation>账户已不能再支出；请充值或提高上限：正在执行的队列会自动继续，否则请运行 `vibecoder queue start`</translation>
    </message>
    <message>
        <source>the model service does not answer; a running queue asks again and goes on by itself, else `vibecoder queue start`</source>
        <translation>模型服务没有响应；正在执行的队列会再次询问并自动继续，否则请运行 `vibecoder queue start`</translation>
    </message>
    <message>
        <source>the answers of the model were cut off at their length limit; split the task or raise VIBECODER_MAX_TOKENS, then retry</source>
        <translation>模型的回答达到长度上限被截断；请拆分任务或提高 VIBECODER_MAX_TOKENS，然后重试</translation>
    </message>
    <message>
        <source>the model kept giving answers that hold nothing to do; choose another model, then retry</source>
        <translation>模型一直给出没有内容的回答；请换一个模型，然后重试</translation>
    </message>
    <message>
        <source>by a person</source>
        <translation>由人暂停</translation>
    </message>
    <message>
        <source>the service is asked again at %1</source>
        <translation>将在 %1 再次询问服务</translation>
    </message>
    <message>
        <source>no answer of the model: %1</source>
        <translation>模型没有回答：%1</translation>
    </message>
    <message>
        <source>no whole answer of the model within the time of the iteration</source>
        <translation>在本轮迭代的时间内没有得到模型的完整回答</translation>
    </message>
    <message>
        <source>the model was not asked again: the cost cap leaves no room</source>
        <translation>没有再次询问模型：费用上限已无余量</translation>
    </message>
    <message>
        <source>the model&apos;s answer was cut off at its length limit</source>
        <translation>模型的回答达到长度上限被截断</translation>
    </message>
    <message>
        <source>model (cut off at its length limit): %1</source>
        <translation>模型（达到长度上限被截断）：%1</translation>
    </message>
    <message>
        <source>The key is in the keychain. A running queue uses it from its next task on; after a refused key, `vibecoder queue resume`. A key in the environment beats it.</source>
        <translation>密钥已存入钥匙串。正在执行的队列从下一个任务起使用它；若之前的密钥被拒绝，请运行 `vibecoder queue resume`。环境变量中的密钥优先。</translation>
    </message>
    <message>
        <source>paused: %1</source>
        <translation>已暂停：%1</translation>
    </message>
    <message>
        <source>open</source>
        <translation>开放</translation>
    </message>
    <message numerus="yes">
        <source>of it estimated: %n call(s) whose tokens the service did not tell</source>
        <translation>
            <numerusform>其中 %n 次调用为估算：服务没有给出令牌数</numerusform>
        </translation>
    </message>
    <message>
        <source>only a person may let these changes out of the attempt</source>
        <translation>这些改动只有人同意后才能离开本次尝试</translation>
    </message>
    <message>
        <source>both the attempt and you changed these files</source>
        <translation>本次尝试和你都改了这些文件</translation>
    </message>
    <message>
        <source>Changes of this attempt that need your answer:</source>
        <translation>本次尝试中需要你回答的改动：</translation>
    </message>
    <message>
        <source>You changed these files meanwhile:</source>
        <translation>期间你也改了这些文件：</translation>
    </message>
    <message>
        <source>Approve: they are used. Deny: they are left out, and the result is checked without them.</source>
        <translation>批准：使用这些改动。拒绝：不使用它们，并在没有它们的情况下验证结果。</translation>
    </message>
    <message>
        <source>Approve: the content of this attempt is used. Deny: yours stays.</source>
        <translation>批准：使用本次尝试的内容。拒绝：保留你的内容。</translation>
    </message>
    <message>
        <source>use changes: %1</source>
        <translation>使用改动：%1</translation>
    </message>
    <message>
        <source>resolve conflicts: %1</source>
        <translation>解决冲突：%1</translation>
    </message>
    <message>
        <source>applied to your folder by %1 (files: %2)</source>
        <translation>%1 已应用到你的文件夹（文件：%2）</translation>
    </message>
    <message>
        <source>taken back from your folder by %1 (changes: %2)</source>
        <translation>%1 已从你的文件夹撤销（改动：%2）</translation>
    </message>
    <message>
        <source>Not everything is shown here: vibecoder approve show %1 --all</source>
        <translation>这里没有全部显示：vibecoder approve show %1 --all</translation>
    </message>
    <message>
        <source>(changes: %1)</source>
        <translation>（改动：%1）</translation>
    </message>
    <message>
        <source>name it with: %1</source>
        <translation>用此摘要指定：%1</translation>
    </message>
    <message>
        <source>line %1: %2</source>
        <translation>第 %1 行：%2</translation>
    </message>
    <message>
        <source>%1 more in this file</source>
        <translation>此文件中还有 %1 处</translation>
    </message>
    <message>
        <source>… %1 more lines</source>
        <translation>… 另有 %1 行</translation>
    </message>
    <message>
        <source>source</source>
        <translation>源代码</translation>
    </message>
    <message>
        <source>lock file</source>
        <translation>锁定文件</translation>
    </message>
    <message>
        <source>moved test</source>
        <translation>移动的测试</translation>
    </message>
    <message>
        <source>new test</source>
        <translation>新测试</translation>
    </message>
    <message>
        <source>large file</source>
        <translation>大文件</translation>
    </message>
    <message>
        <source>odd name</source>
        <translation>异常名称</translation>
    </message>
    <message>
        <source>goes with others</source>
        <translation>与其他改动一起</translation>
    </message>
    <message>
        <source>almost the same name</source>
        <translation>几乎相同的名称</translation>
    </message>
    <message>
        <source>could not be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>may be executed now</source>
        <translation>变为可执行</translation>
    </message>
    <message>
        <source>link that leads out</source>
        <translation>指向外部的链接</translation>
    </message>
    <message>
        <source>protected name</source>
        <translation>受保护的名称</translation>
    </message>
    <message>
        <source>secret</source>
        <translation>机密</translation>
    </message>
    <message>
        <source>new repository</source>
        <translation>新仓库</translation>
    </message>
    <message>
        <source>steers the tests</source>
        <translation>左右测试</translation>
    </message>
    <message>
        <source>changed test</source>
        <translation>改动的测试</translation>
    </message>
    <message>
        <source>link to where nothing may lead</source>
        <translation>指向禁止位置的链接</translation>
    </message>
    <message>
        <source>set-user-id</source>
        <translation>设置用户 ID 位</translation>
    </message>
    <message>
        <source>device, socket or pipe</source>
        <translation>设备、套接字或管道</translation>
    </message>
    <message>
        <source>name that leads out</source>
        <translation>指向外部的名称</translation>
    </message>
    <message>
        <source>inside .git</source>
        <translation>.git 内部</translation>
    </message>
    <message>
        <source>Needs your answer: %1 of %2 changes</source>
        <translation>需要你回答：%2 处改动中的 %1 处</translation>
    </message>
    <message>
        <source>%1 more that need an answer or can never be applied</source>
        <translation>另有 %1 处需要回答或永远无法应用</translation>
    </message>
    <message>
        <source>unasked</source>
        <translation>无需询问</translation>
    </message>
    <message>
        <source>%1 more</source>
        <translation>另有 %1 个</translation>
    </message>
    <message>
        <source>left out: %1</source>
        <translation>不使用：%1</translation>
    </message>
    <message>
        <source>nobody knows what the attempt began with</source>
        <translation>不知道本次尝试开始时的内容</translation>
    </message>
    <message>
        <source>both changed the same lines</source>
        <translation>双方改了相同的行</translation>
    </message>
    <message>
        <source>both changed it, and it cannot be merged</source>
        <translation>双方都改了它，无法合并</translation>
    </message>
    <message>
        <source>you deleted it, the attempt changed it</source>
        <translation>你删除了它，本次尝试改了它</translation>
    </message>
    <message>
        <source>the attempt deleted it, you changed it</source>
        <translation>本次尝试删除了它，你改了它</translation>
    </message>
    <message>
        <source>one made something else of it</source>
        <translation>一方把它变成了别的类型</translation>
    </message>
    <message>
        <source>something of yours is in the way</source>
        <translation>你的内容挡在那里</translation>
    </message>
    <message>
        <source>Conflicts: %1</source>
        <translation>冲突：%1</translation>
    </message>
    <message>
        <source>yours:</source>
        <translation>你的：</translation>
    </message>
    <message>
        <source>this attempt&apos;s:</source>
        <translation>本次尝试的：</translation>
    </message>
    <message>
        <source>not shown: it holds a secret</source>
        <translation>未显示：含有机密信息</translation>
    </message>
    <message>
        <source>files: %1, lines: +%2 −%3</source>
        <translation>文件：%1，行：+%2 −%3</translation>
    </message>
    <message>
        <source>stays behind: %1 (%2, files: %3)</source>
        <translation>留下未应用：%1（%2，文件：%3）</translation>
    </message>
    <message>
        <source>cannot be applied: %1</source>
        <translation>无法应用：%1</translation>
    </message>
    <message>
        <source>paths and counted lines alone</source>
        <translation>只显示路径和行数</translation>
    </message>
    <message>
        <source>saved meanwhile: %1 is now %2</source>
        <translation>期间被保存：%1 现在是 %2</translation>
    </message>
    <message>
        <source>merged with your changes: %1</source>
        <translation>已与你的改动合并：%1</translation>
    </message>
    <message>
        <source>decided by your answer for all: %1</source>
        <translation>按你对全部的回答处理：%1</translation>
    </message>
    <message>
        <source>stays in the attempt: %1</source>
        <translation>留在本次尝试中：%1</translation>
    </message>
    <message>
        <source>kept, something of yours lies there: %1</source>
        <translation>保留，里面有你的内容：%1</translation>
    </message>
    <message>
        <source>applied: %1 files to %2</source>
        <translation>已应用：%1 个文件到 %2</translation>
    </message>
    <message>
        <source>undo: vibecoder task undo %1</source>
        <translation>撤销：vibecoder task undo %1</translation>
    </message>
    <message>
        <source>It is not exactly what passed: run your own check.</source>
        <translation>这与通过验证的内容不完全相同：请自行检查。</translation>
    </message>
    <message>
        <source>Nothing was applied: it needs your answer.</source>
        <translation>未应用任何改动：需要你的回答。</translation>
    </message>
    <message>
        <source>    --use DIGEST or --leave DIGEST for each change, or for all</source>
        <translation>    用 --use 摘要 或 --leave 摘要 回答每处改动，或用 all 回答全部</translation>
    </message>
    <message>
        <source>    --mine, --theirs or --both for every conflict</source>
        <translation>    用 --mine、--theirs 或 --both 回答所有冲突</translation>
    </message>
    <message>
        <source>Nothing was applied: the folder keeps changing (%1).</source>
        <translation>未应用任何改动：文件夹一直在变化（%1）。</translation>
    </message>
    <message>
        <source>Run it again when nobody saves there.</source>
        <translation>等没有人在那里保存文件时再运行一次。</translation>
    </message>
    <message>
        <source>Nothing was applied: %1</source>
        <translation>未应用任何改动：%1</translation>
    </message>
    <message>
        <source>Use these changes too? (no: they are left out)</source>
        <translation>也使用这些改动吗？（否：不使用它们）</translation>
    </message>
    <message>
        <source>Nothing was taken back: the folder keeps changing (%1).</source>
        <translation>未撤销任何改动：文件夹一直在变化（%1）。</translation>
    </message>
    <message>
        <source>Nothing was taken back: what was applied has been changed since.</source>
        <translation>未撤销任何改动：已应用的内容之后又被改过。</translation>
    </message>
    <message>
        <source>taken back: %1 changes; again: vibecoder task apply %2</source>
        <translation>已撤销：%1 处改动；再次应用：vibecoder task apply %2</translation>
    </message>
    <message>
        <source>Take the result of an attempt into your folder</source>
        <translation>把一次尝试的结果应用到你的文件夹</translation>
    </message>
    <message>
        <source>an earlier state: iteration (2) or checkpoint (c3)</source>
        <translation>更早的状态：轮（2）或检查点（c3）</translation>
    </message>
    <message>
        <source>also this path, which git ignores or tools make anew</source>
        <translation>也包括此路径（git 忽略或由工具重新生成的内容）</translation>
    </message>
    <message>
        <source>in every conflict your content stays</source>
        <translation>所有冲突都保留你的内容</translation>
    </message>
    <message>
        <source>in every conflict the attempt&apos;s content</source>
        <translation>所有冲突都使用本次尝试的内容</translation>
    </message>
    <message>
        <source>in every conflict both, the attempt&apos;s as NAME.theirs</source>
        <translation>所有冲突都保留双方，本次尝试的存为 NAME.theirs</translation>
    </message>
    <message>
        <source>Take back what was applied of an attempt</source>
        <translation>撤销一次尝试已应用的内容</translation>
    </message>
    <message>
        <source>Name what the card shows.</source>
        <translation>请写卡片上显示的内容。</translation>
    </message>
    <message>
        <source>No change that is asked about begins with the digest %1.</source>
        <translation>没有需要回答的改动的摘要以 %1 开头。</translation>
    </message>
    <message>
        <source>Several changes begin with the digest %1.</source>
        <translation>有多处改动的摘要以 %1 开头。</translation>
    </message>
    <message>
        <source>%1 has two answers.</source>
        <translation>%1 有两个回答。</translation>
    </message>
    <message>
        <source>There is no conflict at %1.</source>
        <translation>%1 处没有冲突。</translation>
    </message>
    <message>
        <source>%1 is not UTF-8 text, or too large.</source>
        <translation>%1 不是 UTF-8 文本，或太大。</translation>
    </message>
    <message>
        <source>Put the file into your folder yourself and answer --mine.</source>
        <translation>请自己把文件放进你的文件夹，然后回答 --mine。</translation>
    </message>
    <message>
        <source>use this change too: beginning of its digest, or all</source>
        <translation>也使用此改动：摘要的开头，或 all</translation>
    </message>
    <message>
        <source>leave this change out: beginning of its digest, or all</source>
        <translation>不使用此改动：摘要的开头，或 all</translation>
    </message>
    <message>
        <source>of a conflict: your content of this path stays</source>
        <translation>对冲突：此路径保留你的内容</translation>
    </message>
    <message>
        <source>of a conflict: the attempt&apos;s content of this path</source>
        <translation>对冲突：此路径使用本次尝试的内容</translation>
    </message>
    <message>
        <source>of a conflict: yours, and the attempt&apos;s beside it as PATH.theirs</source>
        <translation>对冲突：保留你的，本次尝试的存为旁边的 PATH.theirs</translation>
    </message>
    <message>
        <source>of a conflict: the content of a file, as PATH=FILE</source>
        <translation>对冲突：使用一个文件的内容，写作 PATH=FILE</translation>
    </message>
    <message>
        <source>task %1 (%2) has the folder</source>
        <translation>任务 %1（%2）正在使用该文件夹</translation>
    </message>
    <message>
        <source>the queue is paused; `vibecoder queue status` says why</source>
        <translation>队列已暂停；`vibecoder queue status` 会说明原因</translation>
    </message>
    <message>
        <source>no process works the queue; `vibecoder queue start` does</source>
        <translation>没有进程在处理队列；`vibecoder queue start` 可以处理</translation>
    </message>
    <message>
        <source>every worker has a task already</source>
        <translation>每个工作进程都已有任务</translation>
    </message>
    <message>
        <source>a person has to decide; `vibecoder approve list` shows what</source>
        <translation>需要人来决定；`vibecoder approve list` 显示要决定的内容</translation>
    </message>
    <message>
        <source>it goes on by itself at %1</source>
        <translation>将在 %1 自动继续</translation>
    </message>
    <message>
        <source>folder in use</source>
        <translation>文件夹被占用</translation>
    </message>
    <message>
        <source>queue paused</source>
        <translation>队列已暂停</translation>
    </message>
    <message>
        <source>no worker</source>
        <translation>没有工作进程</translation>
    </message>
    <message>
        <source>workers busy</source>
        <translation>工作进程已满</translation>
    </message>
    <message>
        <source>waits: %1</source>
        <translation>等待：%1</translation>
    </message>
    <message>
        <source>it passed, but your folder kept changing while the result was applied</source>
        <translation>已通过，但应用结果时你的文件夹一直在变化</translation>
    </message>
    <message>
        <source>worktrees</source>
        <translation>worktree</translation>
    </message>
    <message numerus="yes">
        <source>%n removed that held nothing new</source>
        <translation>
            <numerusform>已删除 %n 个没有新内容的 worktree</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is kept: %2</source>
        <translation>保留 %1：%2</translation>
    </message>
    <message>
        <source>view</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>attempts can work in a view of %1 (overlay on %2)</source>
        <translation>可以在 %1 的视图中工作（%2 上的 overlay）</translation>
    </message>
    <message>
        <source>not available for %1: %2; attempts work in the folder itself</source>
        <translation>%1 无法使用视图：%2；将直接在文件夹中工作</translation>
    </message>
    <message>
        <source>result: %1</source>
        <translation>结果：%1</translation>
    </message>
    <message numerus="yes">
        <source>applied: %n file(s) to %1; back: `vibecoder task undo %2`</source>
        <translation>
            <numerusform>已将 %n 个文件应用到 %1；撤销：`vibecoder task undo %2`</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>nothing was applied; %n file(s) differ: `vibecoder task diff %1` shows them, `vibecoder task apply %1` takes them</source>
        <translation>
            <numerusform>未应用任何改动；有 %n 个文件不同：`vibecoder task diff %1` 查看，`vibecoder task apply %1` 取用</numerusform>
        </translation>
    </message>
    <message>
        <source>passed; nothing is applied before you answer: `vibecoder approve list`</source>
        <translation>已通过；在你答复之前不会应用任何改动：`vibecoder approve list`</translation>
    </message>
    <message>
        <source>taken back: the folder is as it was without this attempt</source>
        <translation>已撤销：文件夹已恢复为没有本次尝试时的样子</translation>
    </message>
    <message>
        <source>delivered as a patch: `vibecoder task artifacts %1 --get a%2/result.patch`</source>
        <translation>已作为补丁交付：`vibecoder task artifacts %1 --get a%2/result.patch`</translation>
    </message>
    <message>
        <source>nothing was applied; no file differs</source>
        <translation>未应用任何改动；没有文件不同</translation>
    </message>
    <message>
        <source>worked in the folder itself: %1</source>
        <translation>直接在文件夹中工作：%1</translation>
    </message>
    <message>
        <source>attempt %1 begins; it goes on from what attempt %2 left</source>
        <translation>第 %1 次尝试开始；从第 %2 次尝试留下的状态继续</translation>
    </message>
    <message>
        <source>begin with the folder as it is, not with what the last attempt left in its view</source>
        <translation>从文件夹现在的内容开始，不沿用上一次尝试留在视图中的内容</translation>
    </message>
    <message>
        <source>the verification commands passed, but the result does not count; correct what the reason names, then retry</source>
        <translation>验证命令都通过了，但结果不算数；请先处理所说明的原因，然后重试</translation>
    </message>
    <message>
        <source>sets up a clean copy with %1</source>
        <translation>准备干净副本：%1</translation>
    </message>
    <message>
        <source>sets up with %1</source>
        <translation>准备：%1</translation>
    </message>
    <message>
        <source>checks on a clean copy: %1</source>
        <translation>在干净副本上复核：%1</translation>
    </message>
    <message>
        <source>%1 (clean copy)</source>
        <translation>%1（干净副本）</translation>
    </message>
    <message>
        <source>the model answers</source>
        <translation>模型正在回答</translation>
    </message>
    <message>
        <source>runs a command</source>
        <translation>正在运行命令</translation>
    </message>
    <message>
        <source>verifies</source>
        <translation>正在验证</translation>
    </message>
    <message>
        <source>passed; checks it on a clean copy</source>
        <translation>已通过，正在干净副本上复核</translation>
    </message>
    <message>
        <source>waits for a person</source>
        <translation>等待有人处理</translation>
    </message>
    <message>
        <source>setup, clean copy</source>
        <translation>准备步骤，干净副本</translation>
    </message>
    <message>
        <source>setup</source>
        <translation>准备步骤</translation>
    </message>
    <message>
        <source>clean copy</source>
        <translation>干净副本</translation>
    </message>
    <message>
        <source>verdict: reached in the folder itself, not on a clean copy</source>
        <translation>结论：在文件夹本身得出，未在干净副本上复核</translation>
    </message>
    <message>
        <source>verdict: reached on a clean copy</source>
        <translation>结论：在干净副本上得出</translation>
    </message>
    <message>
        <source>verdict: reached where the attempt worked, which was a clean copy: nothing but the changes lay there</source>
        <translation>结论：在尝试工作的地方得出；那里除改动外别无他物，本身就是干净副本</translation>
    </message>
    <message>
        <source>time on the clean copy: %1 s</source>
        <translation>干净副本上的用时：%1 秒</translation>
    </message>
    <message>
        <source>%1: %2, %3, exit code %4, %5 s</source>
        <comment>kind, command, status, code, seconds</comment>
        <translation>%1：%2，%3，退出码 %4，%5 秒</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>command, kind</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>not checked on a clean copy</source>
        <translation>未在干净副本上复核</translation>
    </message>
    <message>
        <source>checked on a clean copy in %1 s</source>
        <translation>已在干净副本上复核，用时 %1 秒</translation>
    </message>
    <message>
        <source>checked on a clean copy</source>
        <translation>已在干净副本上复核</translation>
    </message>
    <message>
        <source>verification: %1</source>
        <translation>验证：%1</translation>
    </message>
    <message>
        <source>opened files</source>
        <translation>打开的文件</translation>
    </message>
    <message>
        <source>not noted: switched off by the setting trace_baseline</source>
        <translation>未记录：已由设置 trace_baseline 关闭</translation>
    </message>
    <message>
        <source>not noted: what the first verification opens is seen in a view alone</source>
        <translation>未记录：只有在视图中才能看到首次验证打开的文件</translation>
    </message>
    <message>
        <source>what the first verification opens is noted, in up to %1 folders</source>
        <translation>记录首次验证打开的文件，最多 %1 个文件夹</translation>
    </message>
    <message>
        <source>it passes only with what git ignores and the attempt made; add the `setup:` or `keep:` that the reason names, then retry</source>
        <translation>只有连同 git 忽略、由本次尝试生成的内容才能通过；请按原因所述添加 `setup:` 或 `keep:` 后重试</translation>
    </message>
    <message>
        <source>verdict: reached where the attempt worked, not on a clean copy</source>
        <translation>结论：在尝试工作之处得出，未在干净副本上复核</translation>
    </message>
    <message>
        <source>you have changed the same files: %1</source>
        <translation>你也改了同样的文件：%1</translation>
    </message>
    <message>
        <source>together with what the attempt left behind: %1</source>
        <translation>连同本次尝试留下的内容：%1</translation>
    </message>
    <message>
        <source>kept, although git ignores it: %1</source>
        <translation>虽被 git 忽略仍予保留：%1</translation>
    </message>
    <message>
        <source>your tests as they were pass too; changed: %1</source>
        <translation>你原有的测试也能通过；改动了：%1</translation>
    </message>
    <message>
        <source>checked by the attempt&apos;s own tests only</source>
        <translation>只由本次尝试自己的测试检验</translation>
    </message>
    <message>
        <source>checked by the attempt&apos;s own tests only: %1</source>
        <translation>只由本次尝试自己的测试检验：%1</translation>
    </message>
    <message>
        <source>Part of the result, although git ignores it: %1</source>
        <translation>虽被 git 忽略，仍属于结果：%1</translation>
    </message>
    <message>
        <source>what it does is not known, and the view and the sandbox hold it</source>
        <translation>无法预知它会做什么，但视图和沙箱会限制它</translation>
    </message>
    <message>
        <source>with your answers to the conflicts it does not pass</source>
        <translation>按你对冲突的答复，验证未通过</translation>
    </message>
    <message>
        <source>with your answers to the conflicts this does not pass: %1</source>
        <translation>按你对冲突的答复，此命令未通过：%1</translation>
    </message>
    <message>
        <source>Setup commands of this task, run before and proving nothing:</source>
        <translation>此任务的准备命令，在验证之前运行，不作为证明：</translation>
    </message>
    <message>
        <source>Verification commands of this task, which decide:</source>
        <translation>此任务的验证命令，由它们决定是否通过：</translation>
    </message>
    <message>
        <source>sets up with %1 (%2)</source>
        <comment>command, why</comment>
        <translation>用 %1 准备（%2）</translation>
    </message>
    <message>
        <source>verifies with %1 (%2)</source>
        <comment>command, why</comment>
        <translation>用 %1 验证（%2）</translation>
    </message>
    <message>
        <source>%1 (%2): passed</source>
        <comment>command, why</comment>
        <translation>%1（%2）：通过</translation>
    </message>
    <message>
        <source>%1 (%2): did not pass</source>
        <comment>command, why</comment>
        <translation>%1（%2）：未通过</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>command, why</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>setup, %1</source>
        <comment>why it ran</comment>
        <translation>准备步骤，%1</translation>
    </message>
    <message>
        <source>Setup commands, run before in %1 and proving nothing:</source>
        <translation>准备命令，验证之前在 %1 中运行，不作为证明：</translation>
    </message>
    <message>
        <source>setup: %1</source>
        <translation>准备步骤：%1</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>VibeCoder goes on</source>
        <translation>VibeCoder 仍在运行</translation>
    </message>
    <message>
        <source>The window is closed, and the tasks go on. The icon in the tray brings the window back and has “Quit”.</source>
        <translation>窗口已关闭，任务继续运行。可通过托盘图标重新打开窗口或退出。</translation>
    </message>
    <message>
        <source>This is said once. The settings change what closing does.</source>
        <translation>此提示只出现一次，关闭窗口的行为可在设置中更改。</translation>
    </message>
    <message>
        <source>Quit VibeCoder</source>
        <translation>退出 VibeCoder</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) are running.</source>
        <translation>
            <numerusform>有 %n 个任务正在运行。</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped tasks go on at the next start where they were.</source>
        <translation>停止的任务会在下次启动时从原处继续。</translation>
    </message>
    <message>
        <source>Keep running in the background</source>
        <translation>在后台继续运行</translation>
    </message>
    <message>
        <source>Stop safely and quit</source>
        <translation>安全停止并退出</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>New task…</source>
        <translation>新建任务…</translation>
    </message>
    <message>
        <source>Open YAML…</source>
        <translation>打开 YAML…</translation>
    </message>
    <message>
        <source>Create from clipboard…</source>
        <translation>从剪贴板创建…</translation>
    </message>
    <message>
        <source>Export report…</source>
        <translation>导出报告…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Show task</source>
        <translation>查看任务</translation>
    </message>
    <message>
        <source>Cancel task</source>
        <translation>取消任务</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Duplicate…</source>
        <translation>复制为新任务…</translation>
    </message>
    <message>
        <source>View changes</source>
        <translation>查看改动</translation>
    </message>
    <message>
        <source>Apply changes…</source>
        <translation>应用改动…</translation>
    </message>
    <message>
        <source>Undo applied changes…</source>
        <translation>撤销已应用的改动…</translation>
    </message>
    <message>
        <source>Raise priority</source>
        <translation>提高优先级</translation>
    </message>
    <message>
        <source>Lower priority</source>
        <translation>降低优先级</translation>
    </message>
    <message>
        <source>Set priority…</source>
        <translation>设置优先级…</translation>
    </message>
    <message>
        <source>Copy ID</source>
        <translation>复制 ID</translation>
    </message>
    <message>
        <source>Copy vibecoder command</source>
        <translation>复制 vibecoder 命令</translation>
    </message>
    <message>
        <source>Remove from the list…</source>
        <translation>从列表中移除…</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Pause or run the queue</source>
        <translation>暂停或运行队列</translation>
    </message>
    <message>
        <source>View</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Queue and workers</source>
        <translation>队列与工作线程</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>审批</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Search tasks</source>
        <translation>搜索任务</translation>
    </message>
    <message>
        <source>All commands…</source>
        <translation>所有命令…</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Run the demonstration</source>
        <translation>运行演示</translation>
    </message>
    <message>
        <source>About VibeCoder</source>
        <translation>关于 VibeCoder</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>改动</translation>
    </message>
    <message>
        <source>%1 or %2</source>
        <translation>%1 或 %2</translation>
    </message>
    <message>
        <source>Next or previous change</source>
        <translation>下一处或上一处改动</translation>
    </message>
    <message>
        <source>Next or previous file</source>
        <translation>下一个或上一个文件</translation>
    </message>
    <message>
        <source>Unified or side by side</source>
        <translation>合并视图或并排视图</translation>
    </message>
    <message>
        <source>Fewer or more lines around</source>
        <translation>减少或增加前后行</translation>
    </message>
    <message>
        <source>Copy the chosen lines</source>
        <translation>复制所选行</translation>
    </message>
    <message>
        <source>Next or previous question</source>
        <translation>下一个或上一个审批</translation>
    </message>
    <message>
        <source>Deny</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Allow, below high risk</source>
        <translation>允许（高风险除外）</translation>
    </message>
    <message>
        <source>Allow</source>
        <translation>允许</translation>
    </message>
    <message>
        <source>Open your folder</source>
        <translation>打开你的文件夹</translation>
    </message>
    <message>
        <source>Start fresh from your folder</source>
        <translation>从你的文件夹重新开始</translation>
    </message>
    <message>
        <source>Open the worktree</source>
        <translation>打开工作树</translation>
    </message>
</context>
<context>
    <name>Drafts</name>
    <message>
        <source>%1; %2</source>
        <translation>%1；%2</translation>
    </message>
    <message>
        <source>cannot start: %1</source>
        <translation>无法启动：%1</translation>
    </message>
    <message>
        <source>runs: %1 tests, %2 failing, %3 s</source>
        <translation>可以运行：%1 项测试，%2 项未通过，%3 秒</translation>
    </message>
    <message>
        <source>runs: exit code %1, %2 s</source>
        <translation>可以运行：退出码 %1，%2 秒</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>无法读取 %1：%2</translation>
    </message>
    <message>
        <source>Check the name and the rights of the file.</source>
        <translation>请检查文件名和访问权限。</translation>
    </message>
    <message>
        <source>Dropped text</source>
        <translation>拖入的文本</translation>
    </message>
</context>
<context>
    <name>Figures</name>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1m %2s</source>
        <comment>minutes, seconds</comment>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1h %2m</source>
        <comment>hours, minutes</comment>
        <translation>%1 时 %2 分</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>已通过</translation>
    </message>
    <message>
        <source>the model gave up</source>
        <translation>模型放弃</translation>
    </message>
    <message>
        <source>iterations used up</source>
        <translation>迭代用尽</translation>
    </message>
    <message>
        <source>model calls used up</source>
        <translation>模型调用用尽</translation>
    </message>
    <message>
        <source>budget used up</source>
        <translation>预算用尽</translation>
    </message>
    <message>
        <source>time used up</source>
        <translation>时间用尽</translation>
    </message>
    <message>
        <source>stuck: repeats</source>
        <translation>卡住：重复</translation>
    </message>
    <message>
        <source>stuck: back and forth</source>
        <translation>卡住：来回反复</translation>
    </message>
    <message>
        <source>a command cannot start</source>
        <translation>命令无法启动</translation>
    </message>
    <message>
        <source>changed from outside</source>
        <translation>外部改动</translation>
    </message>
    <message>
        <source>key refused</source>
        <translation>密钥被拒绝</translation>
    </message>
    <message>
        <source>spend limit of the account</source>
        <translation>账户消费上限</translation>
    </message>
    <message>
        <source>rate limit</source>
        <translation>速率限制</translation>
    </message>
    <message>
        <source>error of the server</source>
        <translation>服务器错误</translation>
    </message>
    <message>
        <source>unknown model</source>
        <translation>未知模型</translation>
    </message>
    <message>
        <source>refused by the model</source>
        <translation>模型拒绝</translation>
    </message>
    <message>
        <source>conversation too long</source>
        <translation>对话过长</translation>
    </message>
    <message>
        <source>wrong tool calls</source>
        <translation>工具调用有误</translation>
    </message>
    <message>
        <source>denied by a person</source>
        <translation>被人拒绝</translation>
    </message>
    <message>
        <source>approval expired</source>
        <translation>审批过期</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>tests were changed</source>
        <translation>测试被改动</translation>
    </message>
    <message>
        <source>worker died</source>
        <translation>工作进程中断</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>通过率</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n task(s)</source>
        <translation>
            <numerusform>%n 个任务中的 %1 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>%1 a task</source>
        <translation>每个任务 %1</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>token</translation>
    </message>
    <message>
        <source>%1 % from the cache</source>
        <translation>%1% 来自缓存</translation>
    </message>
    <message>
        <source>Iterations</source>
        <translation>迭代</translation>
    </message>
    <message>
        <source>for a passed task</source>
        <translation>每个通过的任务</translation>
    </message>
    <message>
        <source>Model call</source>
        <translation>模型调用</translation>
    </message>
    <message>
        <source>95 %: %1</source>
        <translation>95%：%1</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>%1: %2 passed, %3 not</source>
        <translation>%1：通过 %2，未通过 %3</translation>
    </message>
    <message>
        <source>%1: %2 in, %3 out</source>
        <translation>%1：输入 %2，输出 %3</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>a share</comment>
        <translation>%1%</translation>
    </message>
    <message>
        <source>file not accessible</source>
        <translation>文件无法访问</translation>
    </message>
    <message>
        <source>service does not answer</source>
        <translation>服务没有响应</translation>
    </message>
    <message>
        <source>answers cut off</source>
        <translation>回答被截断</translation>
    </message>
    <message>
        <source>empty answers</source>
        <translation>空回答</translation>
    </message>
    <message>
        <source>passed, does not count</source>
        <translation>通过但不算数</translation>
    </message>
    <message>
        <source>needs setup</source>
        <translation>需要准备步骤</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>An approval is needed</source>
        <translation>需要审批</translation>
    </message>
    <message>
        <source>A task has passed</source>
        <translation>任务已通过</translation>
    </message>
    <message>
        <source>A task has not passed</source>
        <translation>任务未通过</translation>
    </message>
    <message>
        <source>A task has used 80 % or all of its budget</source>
        <translation>任务用掉 80% 或全部预算</translation>
    </message>
    <message>
        <source>The queue has paused by itself</source>
        <translation>队列自动暂停</translation>
    </message>
    <message>
        <source>write %1</source>
        <translation>写入 %1</translation>
    </message>
    <message>
        <source>read %1</source>
        <translation>读取 %1</translation>
    </message>
    <message>
        <source>guarded files were changed</source>
        <translation>受保护的文件有改动</translation>
    </message>
    <message>
        <source>Approval needed: %1</source>
        <translation>需要审批：%1</translation>
    </message>
    <message>
        <source>Passed: %1</source>
        <translation>已通过：%1</translation>
    </message>
    <message>
        <source>All its commands pass.</source>
        <translation>所有验证命令均已通过。</translation>
    </message>
    <message>
        <source>Not passed: %1</source>
        <translation>未通过：%1</translation>
    </message>
    <message>
        <source>The queue has paused</source>
        <translation>队列已暂停</translation>
    </message>
    <message>
        <source>The model server refuses the key.</source>
        <translation>模型服务器拒绝该密钥。</translation>
    </message>
    <message>
        <source>%1 % of the budget used: %2</source>
        <translation>预算已用 %1%：%2</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 条</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n approval(s) needed</source>
        <translation>
            <numerusform>%n 项审批待处理</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n 条消息</numerusform>
        </translation>
    </message>
    <message>
        <source>The account may spend no more.</source>
        <translation>账户已不能再支出。</translation>
    </message>
    <message>
        <source>The model service does not answer; the queue goes on by itself once it does.</source>
        <translation>模型服务没有响应；恢复后队列自动继续。</translation>
    </message>
    <message>
        <source>files that you changed meanwhile: %1</source>
        <translation>期间你也改了的文件：%1</translation>
    </message>
    <message>
        <source>Passed, needs your answer: %1</source>
        <translation>已通过，需要你回答：%1</translation>
    </message>
    <message>
        <source>Passed and applied: %1</source>
        <translation>已通过并应用：%1</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) applied to your folder.</source>
        <translation>
            <numerusform>已将 %n 个文件应用到你的文件夹。</numerusform>
        </translation>
    </message>
    <message>
        <source>Failed, nothing applied: %1</source>
        <translation>失败，未应用任何改动：%1</translation>
    </message>
</context>
<context>
    <name>QueueWords</name>
    <message>
        <source>Paused by a person. Running tasks go on to their end.</source>
        <translation>已手动暂停，运行中的任务会继续到结束。</translation>
    </message>
    <message>
        <source>Paused: the model server refuses the key. Set another one in the settings.</source>
        <translation>已暂停：模型服务器拒绝该密钥，请在设置中更换。</translation>
    </message>
    <message>
        <source>Paused: %1</source>
        <translation>已暂停：%1</translation>
    </message>
    <message>
        <source>iteration %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>before the first change</source>
        <translation>首次改动之前</translation>
    </message>
    <message>
        <source>the model answers</source>
        <translation>模型正在回答</translation>
    </message>
    <message>
        <source>runs a command</source>
        <translation>正在运行命令</translation>
    </message>
    <message>
        <source>verifies</source>
        <translation>正在验证</translation>
    </message>
    <message>
        <source>waits for an approval</source>
        <translation>等待审批</translation>
    </message>
    <message>
        <source>goes on in %1:%2</source>
        <comment>minutes, seconds</comment>
        <translation>%1:%2 后继续</translation>
    </message>
    <message>
        <source>The service is asked again at %1; then the queue goes on by itself.</source>
        <translation>将在 %1 再次询问服务，之后队列自动继续。</translation>
    </message>
    <message>
        <source>Paused: the account may spend no more. Add credit or raise its limit.</source>
        <translation>已暂停：账户已不能再支出。请充值或提高上限。</translation>
    </message>
    <message>
        <source>Paused: the model service does not answer.</source>
        <translation>已暂停：模型服务没有响应。</translation>
    </message>
    <message>
        <source>checks on a clean copy</source>
        <translation>正在干净副本上复核</translation>
    </message>
</context>
<context>
    <name>ResultText</name>
    <message>
        <source>Works in your folder itself (%1).</source>
        <translation>直接在你的文件夹中工作（%1）。</translation>
    </message>
    <message>
        <source>Works in a worktree of its own, which leaves a branch; your folder is unchanged.</source>
        <translation>在独立的工作树中工作，结果留在一个分支上；你的文件夹未改动。</translation>
    </message>
    <message numerus="yes">
        <source>Passed. %n change(s) need your answer before they are applied.</source>
        <translation>
            <numerusform>已通过。有 %n 处改动需你确认后才会应用。</numerusform>
        </translation>
    </message>
    <message>
        <source>Passed, not applied: your folder keeps changing.</source>
        <translation>已通过，未应用：你的文件夹一直在变化。</translation>
    </message>
    <message numerus="yes">
        <source>Passed. You changed %n of these files meanwhile.</source>
        <translation>
            <numerusform>已通过。期间你也改了其中 %n 个文件。</numerusform>
        </translation>
    </message>
    <message>
        <source>Works in its own view; your folder is unchanged.</source>
        <translation>在独立视图中工作，你的文件夹未改动。</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) applied to your folder.</source>
        <translation>
            <numerusform>已将 %n 个文件应用到你的文件夹。</numerusform>
        </translation>
    </message>
    <message>
        <source>Taken back: your folder is as it was without this attempt.</source>
        <translation>已撤销：你的文件夹已恢复到没有本次尝试时的样子。</translation>
    </message>
    <message>
        <source>Delivered as a patch; your folder is unchanged.</source>
        <translation>已作为补丁交付，你的文件夹未改动。</translation>
    </message>
    <message>
        <source>Nothing was applied; no file differs.</source>
        <translation>未应用任何改动，也没有文件不同。</translation>
    </message>
    <message numerus="yes">
        <source>Nothing was applied. %n file(s) differ.</source>
        <translation>
            <numerusform>未应用任何改动。有 %n 个文件不同。</numerusform>
        </translation>
    </message>
    <message>
        <source>View changes</source>
        <translation>查看改动</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Apply anyway</source>
        <translation>仍要应用</translation>
    </message>
    <message>
        <source>Apply now</source>
        <translation>立即应用</translation>
    </message>
    <message>
        <source>Resolve</source>
        <translation>解决冲突</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>查看并回答</translation>
    </message>
    <message>
        <source>in this attempt, not in your folder yet</source>
        <translation>仅在本次尝试中，尚未进入你的文件夹</translation>
    </message>
    <message>
        <source>applied</source>
        <translation>已应用</translation>
    </message>
    <message>
        <source>applied %1</source>
        <translation>已于 %1 应用</translation>
    </message>
    <message>
        <source>Open the worktree</source>
        <translation>打开工作树</translation>
    </message>
    <message>
        <source>Passed here; checking it on a clean copy.</source>
        <translation>在视图中已通过，正在干净副本上复核。</translation>
    </message>
    <message>
        <source>Not checked on a clean copy.</source>
        <translation>未在干净副本上复核。</translation>
    </message>
    <message>
        <source>Checked on a clean copy.</source>
        <translation>已在干净副本上复核。</translation>
    </message>
    <message>
        <source>Checked on a clean copy in %1.</source>
        <translation>已在干净副本上复核，用时 %1。</translation>
    </message>
    <message>
        <source>You have changed the same files: %1.</source>
        <translation>你也改了同样的文件：%1。</translation>
    </message>
    <message>
        <source>Together with what the attempt left behind: %1.</source>
        <translation>连同本次尝试留下的内容：%1。</translation>
    </message>
    <message>
        <source>Kept, although git ignores it: %1.</source>
        <translation>虽被 git 忽略仍予保留：%1。</translation>
    </message>
    <message>
        <source>Your tests as they were pass too; changed: %1.</source>
        <translation>你原有的测试也能通过；改动了：%1。</translation>
    </message>
    <message>
        <source>Checked by the attempt&apos;s own tests only.</source>
        <translation>只由本次尝试自己的测试检验。</translation>
    </message>
    <message>
        <source>Checked by the attempt&apos;s own tests only: %1.</source>
        <translation>只由本次尝试自己的测试检验：%1。</translation>
    </message>
    <message>
        <source>With your answers to the conflicts it does not pass.</source>
        <translation>按你对冲突的答复，验证未通过。</translation>
    </message>
    <message>
        <source>With your answers to the conflicts this does not pass: %1</source>
        <translation>按你对冲突的答复，此命令未通过：%1</translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message>
        <source>There is no conflict at `%1`.</source>
        <translation>`%1` 处没有冲突。</translation>
    </message>
    <message>
        <source>Name a path as the card shows it.</source>
        <translation>请按卡片上显示的样子写路径。</translation>
    </message>
    <message>
        <source>The changes of attempt %1 are no longer kept.</source>
        <translation>第 %1 次尝试的改动已不再保留。</translation>
    </message>
    <message>
        <source>They were removed with their view, or the attempt had none. What was applied is in your folder; `vibecoder task report %1` shows the patches of its iterations.</source>
        <translation>它们已随其视图一起删除，或这次尝试没有视图。已应用的内容在你的文件夹中；`vibecoder task report %1` 会显示各轮的补丁。</translation>
    </message>
    <message>
        <source>The changes of attempt %1 are in use, or their folder was replaced.</source>
        <translation>第 %1 次尝试的改动正在使用中，或其文件夹已被替换。</translation>
    </message>
    <message>
        <source>Wait until the task or another apply has ended, then run it again.</source>
        <translation>请等任务或另一次应用结束，然后再试一次。</translation>
    </message>
    <message>
        <source>No state of attempt %1 is kept.</source>
        <translation>没有保留第 %1 次尝试的任何状态。</translation>
    </message>
    <message>
        <source>It ended before its first iteration did.</source>
        <translation>它在第一轮结束之前就结束了。</translation>
    </message>
    <message>
        <source>The state c%1 is gone or damaged.</source>
        <translation>状态 c%1 已丢失或损坏。</translation>
    </message>
    <message>
        <source>No change that is asked about has the digest %1.</source>
        <translation>没有需要回答的改动的摘要是 %1。</translation>
    </message>
    <message>
        <source>The changes may have become others; look at the card again.</source>
        <translation>改动可能已变；请再看一次卡片。</translation>
    </message>
    <message>
        <source>The task has no attempt %1.</source>
        <translation>该任务没有第 %1 次尝试。</translation>
    </message>
    <message>
        <source>Attempt %1 has no result of its own: it worked in the folder itself.</source>
        <translation>第 %1 次尝试没有独立的结果：它直接在文件夹中工作。</translation>
    </message>
    <message>
        <source>`vibecoder task diff %1 --from start` shows what it changed, `vibecoder task rollback %1 --to start` takes it back.</source>
        <translation>`vibecoder task diff %1 --from start` 显示它改了什么，`vibecoder task rollback %1 --to start` 撤回这些改动。</translation>
    </message>
    <message>
        <source>The task has not ended yet: %1.</source>
        <translation>任务尚未结束：%1。</translation>
    </message>
    <message>
        <source>Wait for its end, or cancel it.</source>
        <translation>请等待它结束，或取消它。</translation>
    </message>
    <message>
        <source>Another task works in this directory itself.</source>
        <translation>另一个任务正直接在这个目录中工作。</translation>
    </message>
    <message>
        <source>This attempt wrote nothing at %1.</source>
        <translation>本次尝试没有在 %1 写入任何内容。</translation>
    </message>
    <message>
        <source>`vibecoder task diff` lists what stays behind.</source>
        <translation>`vibecoder task diff` 会列出留下未应用的内容。</translation>
    </message>
    <message>
        <source>Nothing of attempt %1 is in the folder.</source>
        <translation>文件夹中没有第 %1 次尝试的任何内容。</translation>
    </message>
    <message>
        <source>`vibecoder task apply %1` takes it there.</source>
        <translation>`vibecoder task apply %1` 会把它应用过去。</translation>
    </message>
    <message>
        <source>`vibecoder task apply %1 --checkpoint %2` shows them.</source>
        <translation>`vibecoder task apply %1 --checkpoint %2` 会显示它们。</translation>
    </message>
    <message>
        <source>Files changed meanwhile; nothing was brought back.</source>
        <translation>文件在此期间发生了变化；没有恢复任何内容。</translation>
    </message>
    <message>
        <source>This state cannot be applied.</source>
        <translation>这个状态无法应用。</translation>
    </message>
    <message>
        <source>Run it again.</source>
        <translation>请再次运行。</translation>
    </message>
    <message>
        <source>This state holds changes that need your answer before they are applied.</source>
        <translation>这个状态含有应用前需要你回答的改动。</translation>
    </message>
    <message>
        <source>Applying the result of attempt %1 was interrupted.</source>
        <translation>第 %1 次尝试的结果的应用被中断。</translation>
    </message>
    <message>
        <source>Complete it or take it back first: `vibecoder task apply %1`, `vibecoder task undo %1`.</source>
        <translation>请先完成或撤销它：`vibecoder task apply %1`、`vibecoder task undo %1`。</translation>
    </message>
    <message>
        <source>Attempt %1 worked in a worktree; its result is there: %2.</source>
        <translation>第 %1 次尝试在 worktree 中工作；它的结果在那里：%2。</translation>
    </message>
    <message>
        <source>Take it with `git fetch` or `git pull`, from that folder and branch.</source>
        <translation>请用 `git fetch` 或 `git pull` 从该文件夹和分支取得它。</translation>
    </message>
</context>
<context>
    <name>Rollback</name>
    <message>
        <source>The task has no checkpoint c%1.</source>
        <translation>任务没有检查点 c%1。</translation>
    </message>
    <message>
        <source>`vibecoder task checkpoints %1` lists them.</source>
        <translation>`vibecoder task checkpoints %1` 会列出它们。</translation>
    </message>
    <message>
        <source>The task has not ended yet: %1.</source>
        <translation>任务尚未结束：%1。</translation>
    </message>
    <message>
        <source>Cancel it first, or wait for its end.</source>
        <translation>请先取消它，或等待它结束。</translation>
    </message>
    <message>
        <source>Another rollback is under way in this directory.</source>
        <translation>这个目录中正在进行另一次回滚。</translation>
    </message>
    <message>
        <source>Another task works in this directory.</source>
        <translation>另一个任务正在使用这个目录。</translation>
    </message>
    <message>
        <source>Wait for its end, or cancel it.</source>
        <translation>请等待它结束，或取消它。</translation>
    </message>
    <message>
        <source>Files changed while they were brought back.</source>
        <translation>恢复期间文件又发生了变化。</translation>
    </message>
    <message>
        <source>A rollback is under way in this directory.</source>
        <translation>这个目录中正在进行回滚。</translation>
    </message>
    <message>
        <source>Wait for its end.</source>
        <translation>请等待它结束。</translation>
    </message>
    <message>
        <source>A rollback in this directory was interrupted.</source>
        <translation>这个目录中的回滚被中断了。</translation>
    </message>
    <message>
        <source>Files changed meanwhile; nothing was brought back.</source>
        <translation>文件在此期间发生了变化；没有恢复任何内容。</translation>
    </message>
    <message>
        <source>Run it again.</source>
        <translation>请再次运行。</translation>
    </message>
    <message>
        <source>Nothing is lost: `%1` leads back.</source>
        <translation>没有丢失任何内容：`%1` 可以恢复原状。</translation>
    </message>
    <message>
        <source>Complete it: %1</source>
        <translation>请完成它：%1</translation>
    </message>
    <message>
        <source>%1 cannot be opened.</source>
        <translation>无法打开 %1。</translation>
    </message>
    <message>
        <source>Check the permissions of the folder.</source>
        <translation>检查该文件夹的权限。</translation>
    </message>
</context>
<context>
    <name>RowTexts</name>
    <message>
        <source>cap %1</source>
        <translation>上限 %1</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 小时</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>d MMM</source>
        <translation>M月d日</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>yyyy年M月d日</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>到 %1</translation>
    </message>
    <message>
        <source>Created %1</source>
        <translation>创建于 %1</translation>
    </message>
    <message>
        <source>Started %1</source>
        <translation>开始于 %1</translation>
    </message>
    <message>
        <source>Ended %1</source>
        <translation>结束于 %1</translation>
    </message>
    <message>
        <source>Updated %1</source>
        <translation>更新于 %1</translation>
    </message>
    <message>
        <source>%1, status %2, iteration %3 of %4</source>
        <translation>%1，状态%2，第 %3 轮，共 %4 轮</translation>
    </message>
    <message>
        <source>, %1 tests passed, %2 failed</source>
        <translation>，%1 项测试通过，%2 项未通过</translation>
    </message>
</context>
<context>
    <name>Server</name>
    <message>
        <source>`vibecoder server token --rotate` makes a new one; old links end with it.</source>
        <translation>用 `vibecoder server token --rotate` 生成新令牌，旧链接随之失效。</translation>
    </message>
    <message>
        <source>The token file %1 is not a file that only its owner can read.</source>
        <translation>令牌文件 %1 不是只有所有者可读的文件。</translation>
    </message>
    <message>
        <source>The token file %1 holds no token.</source>
        <translation>令牌文件 %1 中没有令牌。</translation>
    </message>
    <message>
        <source>The dashboard is missing: %1 holds no index.html.</source>
        <translation>缺少网页控制台：%1 中没有 index.html。</translation>
    </message>
    <message>
        <source>Install VibeCoder again; in the sources `npm --prefix resources/dashboard run build` makes it.</source>
        <translation>请重新安装 VibeCoder；在源码中可用 `npm --prefix resources/dashboard run build` 构建。</translation>
    </message>
</context>
<context>
    <name>SettingWords</name>
    <message>
        <source>Address of the model server</source>
        <translation>模型服务器地址</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>Address to listen on</source>
        <translation>监听地址</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>TLS certificate</source>
        <translation>TLS 证书</translation>
    </message>
    <message>
        <source>TLS key</source>
        <translation>TLS 密钥</translation>
    </message>
    <message>
        <source>Iterations of a task</source>
        <translation>每个任务的迭代次数</translation>
    </message>
    <message>
        <source>Time of an iteration</source>
        <translation>每轮迭代的时间</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Profile of the server</source>
        <translation>服务器类型</translation>
    </message>
    <message>
        <source>Longest answer</source>
        <translation>最长回答</translation>
    </message>
    <message>
        <source>Budget of a task</source>
        <translation>每个任务的预算</translation>
    </message>
    <message>
        <source>Working time of a task</source>
        <translation>每个任务的工作时间</translation>
    </message>
    <message>
        <source>Tasks at the same time</source>
        <translation>同时运行的任务</translation>
    </message>
    <message>
        <source>An approval waits for</source>
        <translation>审批等待时间</translation>
    </message>
    <message>
        <source>Silence of the model</source>
        <translation>模型无响应时限</translation>
    </message>
    <message>
        <source>Log level</source>
        <translation>日志级别</translation>
    </message>
    <message>
        <source>Checkpoints are kept for</source>
        <translation>检查点保留时间</translation>
    </message>
    <message>
        <source>Largest file in a checkpoint</source>
        <translation>检查点内的最大文件</translation>
    </message>
    <message>
        <source>Space of a working directory</source>
        <translation>每个工作目录的空间</translation>
    </message>
    <message>
        <source>End a failed run with its best state</source>
        <translation>未通过时保留最佳状态</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>沙箱</translation>
    </message>
    <message>
        <source>Folders commands may also read</source>
        <translation>命令还可读取的文件夹</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source> min</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source> tokens</source>
        <translation> token</translation>
    </message>
    <message>
        <source> days</source>
        <translation> 天</translation>
    </message>
    <message>
        <source> MB</source>
        <translation> MB</translation>
    </message>
    <message>
        <source>Version of the interface</source>
        <translation>接口版本</translation>
    </message>
    <message>
        <source>Views of ended tasks are kept for</source>
        <translation>已结束任务的视图保留</translation>
    </message>
    <message>
        <source>Space of all views</source>
        <translation>所有视图的空间</translation>
    </message>
    <message>
        <source>Note what the first verification opens</source>
        <translation>记录首次验证打开的文件</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Needs approval</source>
        <translation>待审批</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>已通过</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>Stuck</source>
        <translation>卡住</translation>
    </message>
    <message>
        <source>Budget ended</source>
        <translation>预算用尽</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
</context>
<context>
    <name>TaskFlow</name>
    <message>
        <source>This idempotency key was used for another task.</source>
        <translation>此幂等键已用于另一个任务。</translation>
    </message>
    <message>
        <source>Use a new key for a new task.</source>
        <translation>新任务请使用新的键。</translation>
    </message>
    <message>
        <source>Ask for the list of open approvals.</source>
        <translation>请查看待处理的审批列表。</translation>
    </message>
    <message>
        <source>This approval has expired and counts as denied.</source>
        <translation>此审批已过期，视为拒绝。</translation>
    </message>
    <message>
        <source>This approval was already decided: %1 by %2.</source>
        <translation>此审批已有结果：%1，由 %2 决定。</translation>
    </message>
    <message>
        <source>What was shown is not what is asked now.</source>
        <translation>之前显示的内容不是现在所问的内容。</translation>
    </message>
    <message>
        <source>Show the approval again and decide about what it says.</source>
        <translation>请重新显示审批，再根据内容决定。</translation>
    </message>
    <message>
        <source>This approval was decided by somebody else.</source>
        <translation>此审批已由他人决定。</translation>
    </message>
    <message>
        <source>The task has already ended: %1.</source>
        <translation>任务已经结束：%1。</translation>
    </message>
    <message>
        <source>The task has not ended yet: %1.</source>
        <translation>任务尚未结束：%1。</translation>
    </message>
    <message>
        <source>Cancel it first, or wait for its end.</source>
        <translation>请先取消，或等待结束。</translation>
    </message>
    <message>
        <source>A verification command holds a secret: %1</source>
        <translation>有验证命令含有机密：%1</translation>
    </message>
    <message>
        <source>Commands are stored and shown; let it read the secret from a file or a program instead.</source>
        <translation>命令会被保存和显示；请让它从文件或程序中读取机密。</translation>
    </message>
    <message>
        <source>This verification command can be accepted by nobody: %1</source>
        <translation>任何人都不能批准此验证命令：%1</translation>
    </message>
    <message>
        <source>Change it in the task file (%1).</source>
        <translation>请在任务文件中修改它（%1）。</translation>
    </message>
    <message>
        <source>This question is not about `%1`.</source>
        <translation>这个问题与 `%1` 无关。</translation>
    </message>
    <message>
        <source>Name what the card shows: a digest of a row, or a path.</source>
        <translation>请写卡片上显示的内容：行的摘要或路径。</translation>
    </message>
</context>
<context>
    <name>TaskText</name>
    <message>
        <source>All verification commands passed.</source>
        <translation>全部验证命令都已通过。</translation>
    </message>
    <message>
        <source>The model says that it cannot be done: change the requirements and start a fresh attempt.</source>
        <translation>模型认为无法完成：请修改要求后重新尝试。</translation>
    </message>
    <message>
        <source>The verification still fails after the last iteration: allow more iterations or sharpen the requirements.</source>
        <translation>最后一轮之后验证仍未通过：请允许更多轮迭代，或把要求写得更明确。</translation>
    </message>
    <message>
        <source>Too many model calls: split the task into smaller ones.</source>
        <translation>模型调用次数过多：请把任务拆小。</translation>
    </message>
    <message>
        <source>The cost cap is reached: raise it to go on.</source>
        <translation>已达到费用上限：提高上限后可以继续。</translation>
    </message>
    <message>
        <source>The working time is used up: split the task or allow more time.</source>
        <translation>工作时间已用完：请拆分任务或延长时间。</translation>
    </message>
    <message>
        <source>Nothing new happened any more: sharpen the requirements or name the place, then start a fresh attempt.</source>
        <translation>已没有新的进展：请把要求写得更明确或指出位置，然后重新尝试。</translation>
    </message>
    <message>
        <source>The work went back and forth: look for requirements that contradict each other.</source>
        <translation>改动来回反复：请检查要求之间是否互相矛盾。</translation>
    </message>
    <message>
        <source>A verification command cannot start here: install what is missing, then try again.</source>
        <translation>某条验证命令无法在此启动：请安装缺少的程序后再试。</translation>
    </message>
    <message>
        <source>Somebody else changed a file while the task was interrupted: look at the changes, then try again.</source>
        <translation>任务中断期间有文件被他人改动：请查看改动后再试。</translation>
    </message>
    <message>
        <source>The API key is missing or refused: set it in the settings, then resume the queue.</source>
        <translation>缺少 API 密钥或密钥被拒绝：请在设置中填写，然后恢复队列。</translation>
    </message>
    <message>
        <source>The model server asks to wait: it goes on by itself.</source>
        <translation>模型服务器要求等待，之后会自动继续。</translation>
    </message>
    <message>
        <source>The model server answers with an error: the log has its words.</source>
        <translation>模型服务器返回错误，详见日志。</translation>
    </message>
    <message>
        <source>The model server does not know this model: choose another one.</source>
        <translation>模型服务器没有这个模型：请换一个。</translation>
    </message>
    <message>
        <source>The model refuses this task: word it differently or choose another model.</source>
        <translation>模型拒绝此任务：请换一种说法或换一个模型。</translation>
    </message>
    <message>
        <source>The conversation became too long: split the task into smaller ones.</source>
        <translation>对话过长：请把任务拆小。</translation>
    </message>
    <message>
        <source>The model kept calling its tools wrongly: choose another model.</source>
        <translation>模型一再错误地调用工具：请换一个模型。</translation>
    </message>
    <message>
        <source>A person denied what it needs: change the requirements or allow it in a fresh attempt.</source>
        <translation>所需的操作被拒绝：请修改要求，或在重新尝试时批准。</translation>
    </message>
    <message>
        <source>Nobody answered its question in time: try again when somebody is there.</source>
        <translation>没有人及时答复审批：请在有人时再试。</translation>
    </message>
    <message>
        <source>Cancelled by a person.</source>
        <translation>已由人取消。</translation>
    </message>
    <message>
        <source>Tests or their configuration were changed and nobody agreed: look at the changes first.</source>
        <translation>测试或其配置被改动且无人同意：请先查看改动。</translation>
    </message>
    <message>
        <source>Its worker died several times without progress: the log may say why.</source>
        <translation>工作进程多次崩溃且没有进展：原因可能在日志里。</translation>
    </message>
    <message>
        <source>It was begun by another version of the program: start a fresh attempt.</source>
        <translation>任务由另一版本的程序开始：请重新尝试。</translation>
    </message>
    <message>
        <source>An internal error: the log has the details.</source>
        <translation>内部错误，详见日志。</translation>
    </message>
    <message>
        <source>A person has to decide before it goes on.</source>
        <translation>需要有人审批才能继续。</translation>
    </message>
    <message>
        <source>Open the approval</source>
        <translation>打开审批</translation>
    </message>
    <message>
        <source>Until %1.</source>
        <translation>直到 %1。</translation>
    </message>
    <message numerus="yes">
        <source>Every verification command exited with 0, %n test(s) passed.</source>
        <translation>
            <numerusform>全部验证命令退出码为 0，%n 项测试通过。</numerusform>
        </translation>
    </message>
    <message>
        <source>View the changes</source>
        <translation>查看改动</translation>
    </message>
    <message>
        <source>Edit the definition</source>
        <translation>修改定义</translation>
    </message>
    <message>
        <source>Open the log</source>
        <translation>打开日志</translation>
    </message>
    <message>
        <source>Fresh attempt</source>
        <translation>重新尝试</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>ended %1</source>
        <translation>%1 结束</translation>
    </message>
    <message>
        <source>since %1</source>
        <translation>%1 开始</translation>
    </message>
    <message>
        <source>%1 from cache</source>
        <translation>%1 来自缓存</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>Iteration %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>thinking</source>
        <translation>思考中</translation>
    </message>
    <message>
        <source>running a command</source>
        <translation>运行命令中</translation>
    </message>
    <message>
        <source>verifying</source>
        <translation>验证中</translation>
    </message>
    <message>
        <source>needs approval</source>
        <translation>待审批</translation>
    </message>
    <message numerus="yes">
        <source>Read %n file(s)</source>
        <translation>
            <numerusform>读取 %n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Searched</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Edited</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Wrote</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>正在运行</translation>
    </message>
    <message>
        <source>Ran</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Needs approval</source>
        <translation>待审批</translation>
    </message>
    <message>
        <source>%1 by %2</source>
        <translation>%1，由 %2 决定</translation>
    </message>
    <message>
        <source>Checkpoint %1</source>
        <translation>检查点 %1</translation>
    </message>
    <message>
        <source>Files are back at checkpoint %1</source>
        <translation>文件已恢复到检查点 %1</translation>
    </message>
    <message>
        <source>Not done</source>
        <translation>未执行</translation>
    </message>
    <message numerus="yes">
        <source>Asked the model again %n time(s)</source>
        <translation>
            <numerusform>重新请求模型 %n 次</numerusform>
        </translation>
    </message>
    <message>
        <source>time limit · %1</source>
        <translation>超时 · %1</translation>
    </message>
    <message>
        <source>no exit · %1</source>
        <translation>未退出 · %1</translation>
    </message>
    <message>
        <source>exit %1 · %2</source>
        <translation>退出码 %1 · %2</translation>
    </message>
    <message>
        <source>fixed</source>
        <translation>已修复</translation>
    </message>
    <message>
        <source>fixed in %1</source>
        <translation>第 %1 轮修复</translation>
    </message>
    <message>
        <source>regressed</source>
        <translation>回退</translation>
    </message>
    <message>
        <source>still failing</source>
        <translation>仍未通过</translation>
    </message>
    <message>
        <source>failing</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>flaky</source>
        <translation>不稳定</translation>
    </message>
    <message>
        <source>not run</source>
        <translation>未运行</translation>
    </message>
    <message>
        <source>passing</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>task created</source>
        <translation>任务已创建</translation>
    </message>
    <message>
        <source>taken by a worker</source>
        <translation>工作进程已领取</translation>
    </message>
    <message>
        <source>state changed</source>
        <translation>状态改变</translation>
    </message>
    <message>
        <source>task changed</source>
        <translation>任务已修改</translation>
    </message>
    <message>
        <source>new attempt</source>
        <translation>新的尝试</translation>
    </message>
    <message>
        <source>task deleted</source>
        <translation>任务已删除</translation>
    </message>
    <message>
        <source>iteration begins</source>
        <translation>迭代开始</translation>
    </message>
    <message>
        <source>iteration ends</source>
        <translation>迭代结束</translation>
    </message>
    <message>
        <source>model is asked</source>
        <translation>请求模型</translation>
    </message>
    <message>
        <source>model is asked again</source>
        <translation>重新请求模型</translation>
    </message>
    <message>
        <source>action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>action done</source>
        <translation>操作完成</translation>
    </message>
    <message>
        <source>command begins</source>
        <translation>命令开始</translation>
    </message>
    <message>
        <source>command ends</source>
        <translation>命令结束</translation>
    </message>
    <message>
        <source>verification begins</source>
        <translation>验证开始</translation>
    </message>
    <message>
        <source>verification ends</source>
        <translation>验证结束</translation>
    </message>
    <message>
        <source>approval asked</source>
        <translation>请求审批</translation>
    </message>
    <message>
        <source>approval decided</source>
        <translation>审批已决定</translation>
    </message>
    <message>
        <source>checkpoint</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>rolled back</source>
        <translation>已回滚</translation>
    </message>
    <message>
        <source>queue paused</source>
        <translation>队列已暂停</translation>
    </message>
    <message>
        <source>queue resumed</source>
        <translation>队列已恢复</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Start of task</source>
        <translation>任务开始时</translation>
    </message>
    <message>
        <source>After the baseline</source>
        <translation>基线之后</translation>
    </message>
    <message>
        <source>After iteration %1</source>
        <translation>第 %1 轮之后</translation>
    </message>
    <message>
        <source>Within iteration %1 (checkpoint %2)</source>
        <translation>第 %1 轮之中（检查点 %2）</translation>
    </message>
    <message>
        <source>Before a rollback (checkpoint %1)</source>
        <translation>回滚之前（检查点 %1）</translation>
    </message>
    <message>
        <source>comes back</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>changes</source>
        <translation>改动</translation>
    </message>
    <message>
        <source>is removed</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>changes its permissions</source>
        <translation>改变权限</translation>
    </message>
    <message>
        <source>changes its type</source>
        <translation>改变类型</translation>
    </message>
    <message>
        <source>Approved</source>
        <translation>已批准</translation>
    </message>
    <message>
        <source>Denied</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>已过期</translation>
    </message>
    <message>
        <source>No longer asked</source>
        <translation>不再需要</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>已通过</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>%1 passed, %2 failed</source>
        <translation>%1 通过，%2 未通过</translation>
    </message>
    <message numerus="yes">
        <source>%n call(s)</source>
        <translation>
            <numerusform>%n 次调用</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 token</translation>
    </message>
    <message>
        <source>before the first call</source>
        <translation>首次调用之前</translation>
    </message>
    <message>
        <source>+%1 fixed</source>
        <translation>+%1 修复</translation>
    </message>
    <message>
        <source>−%1 regressed</source>
        <translation>−%1 回退</translation>
    </message>
    <message>
        <source>does not count yet</source>
        <translation>尚不算数</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Restore to here</source>
        <translation>恢复到此处</translation>
    </message>
    <message>
        <source>Decide…</source>
        <translation>去审批…</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 项</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fixed</source>
        <translation>
            <numerusform>修复 %n 项</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n regressed</source>
        <translation>
            <numerusform>回退 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>A file or folder that it needs may not be used here: the reason names it.</source>
        <translation>任务需要的文件或文件夹在这里不能使用：原因中已指出。</translation>
    </message>
    <message>
        <source>The model service does not answer: it is asked again, and the task goes on by itself.</source>
        <translation>模型服务没有响应：会再次询问，任务将自动继续。</translation>
    </message>
    <message>
        <source>The account may spend no more: add credit or raise its limit; the task goes on by itself then.</source>
        <translation>账户已不能再支出：请充值或提高上限，之后任务自动继续。</translation>
    </message>
    <message>
        <source>The answers were cut off at their length limit: split the task or allow longer answers.</source>
        <translation>回答达到长度上限被截断：请拆分任务或允许更长的回答。</translation>
    </message>
    <message>
        <source>The model kept giving answers that hold nothing to do: choose another model.</source>
        <translation>模型一直给出没有内容的回答：请换一个模型。</translation>
    </message>
    <message>
        <source>model call ended</source>
        <translation>模型调用结束</translation>
    </message>
    <message>
        <source>result applied</source>
        <translation>结果已应用</translation>
    </message>
    <message>
        <source>result taken back</source>
        <translation>结果已撤销</translation>
    </message>
    <message>
        <source>Waits: the task “%1” works in its folder.</source>
        <translation>等待：任务“%1”正在使用它的文件夹。</translation>
    </message>
    <message>
        <source>Waits: the queue is paused.</source>
        <translation>等待：队列已暂停。</translation>
    </message>
    <message>
        <source>Waits: no process works the queue. The queue page sets how many workers this window has.</source>
        <translation>等待：没有进程在处理队列。此窗口的工作进程数在队列页设置。</translation>
    </message>
    <message>
        <source>Waits: every worker has a task already.</source>
        <translation>等待：每个工作进程都已有任务。</translation>
    </message>
    <message>
        <source>All verification commands passed, but the result does not count.</source>
        <translation>所有验证命令都已通过，但结果不算数。</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>a sentence, the reason in English</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>checking on a clean copy</source>
        <translation>正在干净副本上复核</translation>
    </message>
    <message>
        <source>Set up the clean copy</source>
        <translation>准备干净副本</translation>
    </message>
    <message>
        <source>Set up</source>
        <translation>准备</translation>
    </message>
    <message>
        <source>Check on a clean copy</source>
        <translation>在干净副本上复核</translation>
    </message>
    <message>
        <source>setup begins</source>
        <translation>准备步骤开始</translation>
    </message>
    <message>
        <source>setup ends</source>
        <translation>准备步骤结束</translation>
    </message>
    <message>
        <source>clean check begins</source>
        <translation>干净复核开始</translation>
    </message>
    <message>
        <source>clean check ends</source>
        <translation>干净复核结束</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>two sentences</comment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>A test that must fail</source>
        <translation>必须失败的测试</translation>
    </message>
    <message>
        <source>a test that must fail begins</source>
        <translation>必须失败的测试开始</translation>
    </message>
    <message>
        <source>a test that must fail ends</source>
        <translation>必须失败的测试结束</translation>
    </message>
    <message>
        <source>It passes only with what git ignores and the attempt made: add a setup command or what to keep.</source>
        <translation>只有连同 git 忽略、由本次尝试生成的内容才能通过：请添加准备命令或要保留的内容。</translation>
    </message>
    <message>
        <source>Set up (%1)</source>
        <comment>why</comment>
        <translation>准备（%1）</translation>
    </message>
    <message>
        <source>Verify (%1)</source>
        <comment>why</comment>
        <translation>验证（%1）</translation>
    </message>
    <message>
        <source>Setup: %1</source>
        <translation>准备步骤：%1</translation>
    </message>
    <message>
        <source>setup begins (%1)</source>
        <comment>why</comment>
        <translation>准备步骤开始（%1）</translation>
    </message>
    <message>
        <source>setup ends (%1)</source>
        <comment>why</comment>
        <translation>准备步骤结束（%1）</translation>
    </message>
    <message>
        <source>verification begins (%1)</source>
        <comment>why</comment>
        <translation>验证开始（%1）</translation>
    </message>
    <message>
        <source>verification ends (%1)</source>
        <comment>why</comment>
        <translation>验证结束（%1）</translation>
    </message>
</context>
<context>
    <name>Webhooks</name>
    <message>
        <source>This is no name for a hook.</source>
        <translation>这不是钩子的名称。</translation>
    </message>
    <message>
        <source>Use 1 to 64 small letters, digits, - and _.</source>
        <translation>请使用 1 到 64 个小写字母、数字、- 和 _。</translation>
    </message>
    <message>
        <source>What was accepted is not what the template says.</source>
        <translation>所接受的内容与模板不符。</translation>
    </message>
    <message>
        <source>Look at its verification commands and accept them again.</source>
        <translation>请查看它的验证命令并重新接受。</translation>
    </message>
    <message>
        <source>There is no hook %1.</source>
        <translation>没有钩子 %1。</translation>
    </message>
    <message>
        <source>`vibecoder hook list` shows them.</source>
        <translation>`vibecoder hook list` 会显示它们。</translation>
    </message>
    <message>
        <source>None of these is a failed delivery.</source>
        <translation>这些都不是失败的投递。</translation>
    </message>
    <message>
        <source>`vibecoder webhook failures` lists them.</source>
        <translation>`vibecoder webhook failures` 会列出它们。</translation>
    </message>
    <message>
        <source>%1 holds a placeholder</source>
        <translation>%1 含有占位符</translation>
    </message>
    <message>
        <source>placeholders may stand in name, description and requirements only</source>
        <translation>占位符只能出现在 name、description 和 requirements 中</translation>
    </message>
    <message>
        <source>more than %1 placeholders</source>
        <translation>占位符超过 %1 个</translation>
    </message>
    <message>
        <source>use fewer</source>
        <translation>请减少占位符</translation>
    </message>
    <message>
        <source>The key file %1 is not a file that only its owner can read.</source>
        <translation>密钥文件 %1 不是只有其所有者可读的文件。</translation>
    </message>
    <message>
        <source>Remove it; the secrets of all webhooks and hooks end with it.</source>
        <translation>请删除它；所有 webhook 和入站钩子的密钥将随之失效。</translation>
    </message>
    <message>
        <source>The key file %1 holds no key.</source>
        <translation>密钥文件 %1 中没有密钥。</translation>
    </message>
    <message>
        <source>The key file %1 cannot be made.</source>
        <translation>无法创建密钥文件 %1。</translation>
    </message>
    <message>
        <source>This is no address a webhook can be sent to.</source>
        <translation>webhook 无法发送到这个地址。</translation>
    </message>
    <message>
        <source>Give one like https://example.com/hooks/vibecoder.</source>
        <translation>请给出类似 https://example.com/hooks/vibecoder 的地址。</translation>
    </message>
    <message>
        <source>The address must begin with https://.</source>
        <translation>地址必须以 https:// 开头。</translation>
    </message>
    <message>
        <source>http:// is for private addresses only.</source>
        <translation>http:// 只能用于私有地址。</translation>
    </message>
    <message>
        <source>The address must hold no user, password or fragment.</source>
        <translation>地址不得含有用户名、密码或片段。</translation>
    </message>
    <message>
        <source>The signature of each request proves where it comes from.</source>
        <translation>每个请求的签名证明其来源。</translation>
    </message>
    <message>
        <source>Plain http is for private addresses only.</source>
        <translation>不加密的 http 只能用于私有地址。</translation>
    </message>
    <message>
        <source>Use https://, or allow private addresses for this webhook.</source>
        <translation>请使用 https://，或为此 webhook 允许私有地址。</translation>
    </message>
    <message>
        <source>A webhook may not be sent to %1.</source>
        <translation>webhook 不可发送到 %1。</translation>
    </message>
    <message>
        <source>Allow private addresses for this webhook if you mean it.</source>
        <translation>如果确实需要，请为此 webhook 允许私有地址。</translation>
    </message>
    <message>
        <source>Use https:// and an address that can be reached.</source>
        <translation>请使用 https:// 和可以访问的地址。</translation>
    </message>
</context>
<context>
    <name>approvalanswers</name>
    <message>
        <source>The answer for `%1` cannot be used.</source>
        <translation>对 `%1` 的回答无法使用。</translation>
    </message>
    <message>
        <source>Each answer is named by the digest of its row, as the card shows it.</source>
        <translation>每个回答以其所在行的摘要命名，卡片上有显示。</translation>
    </message>
    <message>
        <source>Accepted: use, leave.</source>
        <translation>可用的值：use、leave。</translation>
    </message>
    <message>
        <source>Accepted: {&quot;use&quot;: …} with mine, theirs, both or edited, under the path of the file.</source>
        <translation>可用的值：以文件路径为名的 {&quot;use&quot;: …}，取 mine、theirs、both 或 edited。</translation>
    </message>
    <message>
        <source>`%1` is not known; accepted: use, text.</source>
        <translation>不认识 `%1`；可用的是：use、text。</translation>
    </message>
    <message>
        <source>`text` holds the whole edited content and stands with edited alone.</source>
        <translation>`text` 是编辑后的完整内容，只能与 edited 一起使用。</translation>
    </message>
    <message>
        <source>The edited text is too long; edit the file in your folder and answer mine.</source>
        <translation>编辑后的文本太长；请在你的文件夹中编辑该文件，然后回答 mine。</translation>
    </message>
    <message>
        <source>The edited text holds a secret, and answers are stored; edit the file in your folder and answer mine.</source>
        <translation>编辑后的文本含有机密信息，而回答会被保存；请在你的文件夹中编辑该文件，然后回答 mine。</translation>
    </message>
    <message>
        <source>This question has one answer: approve or deny.</source>
        <translation>这个问题只有一种回答：批准或拒绝。</translation>
    </message>
</context>
<context>
    <name>border</name>
    <message>
        <source>source</source>
        <translation>源代码</translation>
    </message>
    <message>
        <source>lock file of a package manager</source>
        <translation>包管理器的锁定文件</translation>
    </message>
    <message>
        <source>test moved as it is, to %1</source>
        <translation>测试原样移动到 %1</translation>
    </message>
    <message>
        <source>test moved as it is, from %1</source>
        <translation>测试从 %1 原样移来</translation>
    </message>
    <message>
        <source>new test</source>
        <translation>新测试</translation>
    </message>
    <message>
        <source>new script of a verification command</source>
        <translation>验证命令的新脚本</translation>
    </message>
    <message>
        <source>large file: only its first 4 MiB were looked at</source>
        <translation>大文件：只检查了开头的 4 MiB</translation>
    </message>
    <message>
        <source>its name holds characters that are not seen or mean something else elsewhere</source>
        <translation>名称中含有看不见或在别处另有含义的字符</translation>
    </message>
    <message>
        <source>can only be applied together with %1</source>
        <translation>只能与 %1 一起应用</translation>
    </message>
    <message>
        <source>some file systems take its name for the same as %1</source>
        <translation>某些文件系统会把它的名称与 %1 视为相同</translation>
    </message>
    <message>
        <source>its content could not be read</source>
        <translation>无法读取其内容</translation>
    </message>
    <message>
        <source>becomes executable</source>
        <translation>变为可执行</translation>
    </message>
    <message>
        <source>link out of the folder, to %1</source>
        <translation>指向文件夹之外的链接，目标是 %1</translation>
    </message>
    <message>
        <source>a program obeys files of this name</source>
        <translation>有程序会听从此名称的文件</translation>
    </message>
    <message>
        <source>obeyed by %1</source>
        <translation>会听从它的是：%1</translation>
    </message>
    <message>
        <source>link to %1, which a program obeys</source>
        <translation>指向 %1 的链接，有程序会听从该目标</translation>
    </message>
    <message>
        <source>named like a file of secrets</source>
        <translation>名称像存放机密的文件</translation>
    </message>
    <message>
        <source>holds credentials</source>
        <translation>含有凭据</translation>
    </message>
    <message>
        <source>holds a secret (%1)</source>
        <translation>含有机密（%1）</translation>
    </message>
    <message>
        <source>link to a file of secrets, %1</source>
        <translation>指向机密文件 %1 的链接</translation>
    </message>
    <message>
        <source>git takes %1 for a repository and runs what it says</source>
        <translation>git 会把 %1 当作仓库，并运行其中指定的内容</translation>
    </message>
    <message>
        <source>git takes the folder itself for a repository and runs what it says</source>
        <translation>git 会把文件夹本身当作仓库，并运行其中指定的内容</translation>
    </message>
    <message>
        <source>steers the tests: new configuration of tests or build</source>
        <translation>左右测试：新的测试或构建配置</translation>
    </message>
    <message>
        <source>steers the tests: changed configuration of tests or build</source>
        <translation>左右测试：测试或构建配置被改动</translation>
    </message>
    <message>
        <source>steers the tests: deleted configuration of tests or build</source>
        <translation>左右测试：测试或构建配置被删除</translation>
    </message>
    <message>
        <source>steers the tests: new script of a verification command</source>
        <translation>左右测试：验证命令的新脚本</translation>
    </message>
    <message>
        <source>steers the tests: changed script of a verification command</source>
        <translation>左右测试：验证命令的脚本被改动</translation>
    </message>
    <message>
        <source>steers the tests: deleted script of a verification command</source>
        <translation>左右测试：验证命令的脚本被删除</translation>
    </message>
    <message>
        <source>steers the tests: new program that the commands run</source>
        <translation>左右测试：命令所运行的新程序</translation>
    </message>
    <message>
        <source>steers the tests: changed program that the commands run</source>
        <translation>左右测试：命令所运行的程序被改动</translation>
    </message>
    <message>
        <source>steers the tests: deleted program that the commands run</source>
        <translation>左右测试：命令所运行的程序被删除</translation>
    </message>
    <message>
        <source>steers the tests: new module that is loaded instead of the one that is meant</source>
        <translation>左右测试：新模块会取代本应加载的模块</translation>
    </message>
    <message>
        <source>steers the tests: changed module that is loaded instead of the one that is meant</source>
        <translation>左右测试：取代本应加载的模块的那个模块被改动</translation>
    </message>
    <message>
        <source>steers the tests: deleted module that is loaded instead of the one that is meant</source>
        <translation>左右测试：取代本应加载的模块的那个模块被删除</translation>
    </message>
    <message>
        <source>steers the tests: code of the application changes what runs them</source>
        <translation>左右测试：应用代码改变了测试的运行方式</translation>
    </message>
    <message>
        <source>steers the tests: a new test file does more than test</source>
        <translation>左右测试：新的测试文件做的不只是测试</translation>
    </message>
    <message>
        <source>steers the tests: a folder that cannot be read any more</source>
        <translation>左右测试：有文件夹已无法读取</translation>
    </message>
    <message>
        <source>steers the tests: named like a target, which then counts as made</source>
        <translation>左右测试：与目标同名，会被当作已构建</translation>
    </message>
    <message>
        <source>changed test</source>
        <translation>改动的测试</translation>
    </message>
    <message>
        <source>changed test, found through the link %1</source>
        <translation>改动的测试，经由链接 %1 找到</translation>
    </message>
    <message>
        <source>deleted test</source>
        <translation>删除的测试</translation>
    </message>
    <message>
        <source>deleted test, found through the link %1</source>
        <translation>删除的测试，经由链接 %1 找到</translation>
    </message>
    <message>
        <source>link to %1, which nobody can approve</source>
        <translation>指向 %1 的链接，任何人都不能批准</translation>
    </message>
    <message>
        <source>would run with the rights of its owner or group</source>
        <translation>会以其所有者或用户组的权限运行</translation>
    </message>
    <message>
        <source>fifo: no file, link or folder</source>
        <translation>命名管道：不是文件、链接或文件夹</translation>
    </message>
    <message>
        <source>socket: no file, link or folder</source>
        <translation>套接字：不是文件、链接或文件夹</translation>
    </message>
    <message>
        <source>device: no file, link or folder</source>
        <translation>设备：不是文件、链接或文件夹</translation>
    </message>
    <message>
        <source>unknown: no file, link or folder</source>
        <translation>未知类型：不是文件、链接或文件夹</translation>
    </message>
    <message>
        <source>its name leads out of the folder</source>
        <translation>名称指向文件夹之外</translation>
    </message>
    <message>
        <source>inside of a repository of git</source>
        <translation>位于 git 仓库内部</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>a path, why it is asked about</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>steers the tests: a link to what it is compared with or tested by</source>
        <translation>左右测试：指向其比对或测试内容的链接</translation>
    </message>
</context>
<context>
    <name>keychain</name>
    <message>
        <source>No keychain service can be reached here.</source>
        <translation>此处无法连接密钥环服务。</translation>
    </message>
    <message>
        <source>Set ANTHROPIC_API_KEY in the environment instead.</source>
        <translation>请改为在环境变量中设置 ANTHROPIC_API_KEY。</translation>
    </message>
    <message>
        <source>The keychain holds no API key.</source>
        <translation>密钥环中没有 API 密钥。</translation>
    </message>
    <message>
        <source>`vibecoder key set` stores one.</source>
        <translation>`vibecoder key set` 可以保存一个。</translation>
    </message>
    <message>
        <source>The keychain service refused: %1</source>
        <translation>密钥环服务拒绝：%1</translation>
    </message>
</context>
<context>
    <name>obeyed</name>
    <message>
        <source>git on file systems with short names</source>
        <translation>有短文件名的文件系统上的 git</translation>
    </message>
    <message>
        <source>git: filters and merge drivers</source>
        <translation>git（过滤器和合并驱动）</translation>
    </message>
    <message>
        <source>git, by core.hooksPath</source>
        <translation>git（通过 core.hooksPath）</translation>
    </message>
    <message>
        <source>Codex, Cursor, Amp, Zed and many more</source>
        <translation>Codex、Cursor、Amp、Zed 等许多程序</translation>
    </message>
    <message>
        <source>agents</source>
        <translation>智能体程序</translation>
    </message>
    <message>
        <source>Claude Code and others: servers of tools</source>
        <translation>Claude Code 等程序（工具服务器）</translation>
    </message>
    <message>
        <source>agents: servers of tools</source>
        <translation>智能体程序（工具服务器）</translation>
    </message>
    <message>
        <source>AI Assistant of JetBrains</source>
        <translation>JetBrains 的 AI Assistant</translation>
    </message>
    <message>
        <source>Cody and Amp</source>
        <translation>Cody 和 Amp</translation>
    </message>
    <message>
        <source>PR-Agent and Qodo</source>
        <translation>PR-Agent 和 Qodo</translation>
    </message>
    <message>
        <source>this program</source>
        <translation>本程序</translation>
    </message>
    <message>
        <source>JetBrains: run configurations</source>
        <translation>JetBrains（运行配置）</translation>
    </message>
    <message>
        <source>Vim and vi</source>
        <translation>Vim 和 vi</translation>
    </message>
    <message>
        <source>lua-language-server: plugins</source>
        <translation>lua-language-server（插件）</translation>
    </message>
    <message>
        <source>rust-analyzer: commands</source>
        <translation>rust-analyzer（命令）</translation>
    </message>
    <message>
        <source>clangd: names a compiler</source>
        <translation>clangd（指定编译器）</translation>
    </message>
    <message>
        <source>dev containers</source>
        <translation>开发容器</translation>
    </message>
    <message>
        <source>GitHub: who must review</source>
        <translation>GitHub（谁必须评审）</translation>
    </message>
    <message>
        <source>GitHub and GitLab: who must review</source>
        <translation>GitHub 和 GitLab（谁必须评审）</translation>
    </message>
    <message>
        <source>many programs; may hold secrets</source>
        <translation>许多程序（可能含有机密）</translation>
    </message>
    <message>
        <source>asdf and mise</source>
        <translation>asdf 和 mise</translation>
    </message>
    <message>
        <source>rustup: may name a folder of programs</source>
        <translation>rustup（可能指定程序所在的文件夹）</translation>
    </message>
    <message>
        <source>shells</source>
        <translation>各种 shell</translation>
    </message>
    <message>
        <source>mail programs</source>
        <translation>邮件程序</translation>
    </message>
    <message>
        <source>desktops</source>
        <translation>桌面环境</translation>
    </message>
    <message>
        <source>bun: preloads</source>
        <translation>bun（预加载）</translation>
    </message>
    <message>
        <source>cargo: runners, wrappers, credentials</source>
        <translation>cargo（运行器、包装程序、凭据）</translation>
    </message>
</context>
<context>
    <name>purpose</name>
    <message>
        <source>before the first verification</source>
        <translation>首次验证之前</translation>
    </message>
    <message>
        <source>before the first change</source>
        <translation>首次改动之前</translation>
    </message>
    <message>
        <source>with what the earlier attempt left</source>
        <translation>带着上一次尝试留下的改动</translation>
    </message>
    <message>
        <source>the model asked for it</source>
        <translation>应模型要求</translation>
    </message>
    <message>
        <source>once more, because it fails in another way although no file changed</source>
        <translation>再次运行，因为文件没有变化而失败的方式不同</translation>
    </message>
    <message>
        <source>without the changes that were left out</source>
        <translation>不含被排除的改动</translation>
    </message>
    <message>
        <source>after guarded files were put back</source>
        <translation>在受保护的文件恢复之后</translation>
    </message>
    <message>
        <source>on a clean copy</source>
        <translation>在干净副本上</translation>
    </message>
    <message>
        <source>on a clean copy, once more, because it failed there</source>
        <translation>在干净副本上再次运行，因为在那里失败了</translation>
    </message>
    <message>
        <source>on a clean copy with what the attempt left behind</source>
        <translation>在干净副本上，带着本次尝试留下的内容</translation>
    </message>
    <message>
        <source>on a clean copy with what the attempt left behind, once more, because it failed there</source>
        <translation>在干净副本上，带着本次尝试留下的内容再次运行，因为在那里失败了</translation>
    </message>
    <message>
        <source>on a clean copy with your tests as they were</source>
        <translation>在干净副本上，使用你原来的测试</translation>
    </message>
    <message>
        <source>without the attempt: whether your folder fails by itself</source>
        <translation>不含本次尝试：看你的文件夹自身是否失败</translation>
    </message>
    <message>
        <source>a test that must fail</source>
        <translation>一个必须失败的测试</translation>
    </message>
    <message>
        <source>your own test with other expectations</source>
        <translation>你自己的测试，换成别的预期</translation>
    </message>
    <message>
        <source>your own test with expectations that always fail</source>
        <translation>你自己的测试，换成必定失败的预期</translation>
    </message>
    <message>
        <source>your own test under another name, with expectations that always fail</source>
        <translation>你自己的测试，换个名称并换成必定失败的预期</translation>
    </message>
    <message>
        <source>with wrong expectations</source>
        <translation>使用错误的预期</translation>
    </message>
    <message>
        <source>with expectations cut short</source>
        <translation>使用截短的预期</translation>
    </message>
    <message>
        <source>with expectations that always fail</source>
        <translation>使用必定失败的预期</translation>
    </message>
    <message>
        <source>your folder with the result, after your answers to the conflicts</source>
        <translation>你答复冲突之后，你的文件夹连同结果</translation>
    </message>
</context>
<context>
    <name>rules</name>
    <message>
        <source>this kind of action is asked each time and never remembered</source>
        <translation>这类操作每次都要询问，从不记住</translation>
    </message>
    <message>
        <source>what it reaches (protected files, paths outside, privileges) is asked each time</source>
        <translation>它触及的内容（受保护的文件、目录外的路径、权限）每次都要询问</translation>
    </message>
    <message>
        <source>only one plain command can be remembered, without redirects, variables, lists or patterns</source>
        <translation>只能记住一条普通命令，不带重定向、变量、列表或通配符</translation>
    </message>
    <message>
        <source>a rule of your own asks about it; change that rule instead</source>
        <translation>您自己的一条规则要求询问；请改那条规则</translation>
    </message>
    <message>
        <source>it would be allowed without a rule</source>
        <translation>没有规则它也会被允许</translation>
    </message>
    <message>
        <source>This cannot be remembered: %1.</source>
        <translation>无法记住：%1。</translation>
    </message>
    <message>
        <source>accept it once, without --remember</source>
        <translation>请只接受这一次，不带 --remember</translation>
    </message>
    <message>
        <source>verification commands are accepted by their digest already</source>
        <translation>验证命令已按其摘要被接受</translation>
    </message>
    <message>
        <source>a write is bound to the bytes that were shown</source>
        <translation>写入与所显示的字节绑定</translation>
    </message>
    <message>
        <source>There is no rule %1.</source>
        <translation>没有规则 %1。</translation>
    </message>
    <message>
        <source>`vibecoder policy list` shows them.</source>
        <translation>`vibecoder policy list` 会列出它们。</translation>
    </message>
    <message>
        <source>Several rules begin with %1.</source>
        <translation>有多条规则以 %1 开头。</translation>
    </message>
    <message>
        <source>Write more of the id.</source>
        <translation>请写出更多标识字符。</translation>
    </message>
    <message>
        <source>the rules %1 are not a file</source>
        <translation>规则 %1 不是文件</translation>
    </message>
    <message>
        <source>%1 belongs to another user</source>
        <translation>%1 属于另一个用户</translation>
    </message>
    <message>
        <source>make it your own: the rules decide what runs without a question</source>
        <translation>请让它归您所有：规则决定什么可以不经询问就运行</translation>
    </message>
    <message>
        <source>other users may write %1</source>
        <translation>其他用户可以写 %1</translation>
    </message>
    <message>
        <source>run: chmod go-w %1</source>
        <translation>请运行：chmod go-w %1</translation>
    </message>
    <message>
        <source>the rule %1 does not match its example: %2</source>
        <translation>规则 %1 与其示例不符：%2</translation>
    </message>
    <message>
        <source>the rule %1 matches what it must not: %2</source>
        <translation>规则 %1 匹配了不该匹配的：%2</translation>
    </message>
    <message>
        <source>correct the rule or the example</source>
        <translation>请更正规则或示例</translation>
    </message>
    <message>
        <source>the rules %1 lie in the working directory of the task</source>
        <translation>规则 %1 位于任务的工作目录中</translation>
    </message>
    <message>
        <source>what a task can write must not decide what it may do; move the file</source>
        <translation>任务能写的内容不得决定它可以做什么；请移动该文件</translation>
    </message>
    <message>
        <source>Each later run of exactly this command in this folder starts without a question. It gets no further rights.</source>
        <translation>此后在此文件夹中完全相同的命令每次都会不经询问运行，不会获得更多权限。</translation>
    </message>
    <message>
        <source>Each later run of exactly this command in this folder starts without a question and gets network access.</source>
        <translation>此后在此文件夹中完全相同的命令每次都会不经询问运行，并获得网络访问权限。</translation>
    </message>
    <message>
        <source>Each later run of exactly this command in this folder starts without a question, and no sandbox holds it.</source>
        <translation>此后在此文件夹中完全相同的命令每次都会不经询问运行，且没有沙箱约束。</translation>
    </message>
    <message>
        <source>it runs or sends files of the working directory, which change; where it has network access it is asked about each time</source>
        <translation>它会运行或发送工作目录中的文件，而这些文件会变化；有网络访问权限时每次都会询问</translation>
    </message>
</context>
<context>
    <name>rulesfile</name>
    <message>
        <source>the file holds one key, rules</source>
        <translation>文件只含一个键 rules</translation>
    </message>
    <message>
        <source>write `rules:` in the first column and the rules below it</source>
        <translation>在第一列写 `rules:`，规则写在其下</translation>
    </message>
    <message>
        <source>rules is given twice</source>
        <translation>rules 出现了两次</translation>
    </message>
    <message>
        <source>put all rules below the first one</source>
        <translation>请把所有规则放在第一个之下</translation>
    </message>
    <message>
        <source>%1 carries a tag, an anchor or an alias</source>
        <translation>%1 带有标签、锚点或别名</translation>
    </message>
    <message>
        <source>write the text itself; text that begins with `!`, `&amp;` or `*` goes into quotes</source>
        <translation>请直接写文本；以 `!`、`&amp;` 或 `*` 开头的文本要加引号</translation>
    </message>
    <message>
        <source>rules is not a list</source>
        <translation>rules 不是列表</translation>
    </message>
    <message>
        <source>begin each rule with `- name: …`</source>
        <translation>每条规则以 `- name: …` 开头</translation>
    </message>
    <message>
        <source>more than %1 rules</source>
        <translation>规则超过 %1 条</translation>
    </message>
    <message>
        <source>remove those that are not needed</source>
        <translation>请删除不需要的规则</translation>
    </message>
    <message>
        <source>this rule is not a mapping</source>
        <translation>这条规则不是映射</translation>
    </message>
    <message>
        <source>two rules are called %1</source>
        <translation>有两条规则名为 %1</translation>
    </message>
    <message>
        <source>give one of them another name</source>
        <translation>请给其中一条换个名称</translation>
    </message>
    <message>
        <source>%1 is not a key of a rule</source>
        <translation>%1 不是规则的键</translation>
    </message>
    <message>
        <source>remove it; the keys are: %1</source>
        <translation>请删除它；可用的键有：%1</translation>
    </message>
    <message>
        <source>did you mean %1?</source>
        <translation>您是指 %1 吗？</translation>
    </message>
    <message>
        <source>%1 is given twice</source>
        <translation>%1 出现了两次</translation>
    </message>
    <message>
        <source>keep one of the two</source>
        <translation>请保留其中一个</translation>
    </message>
    <message>
        <source>%1 is missing</source>
        <translation>缺少 %1</translation>
    </message>
    <message>
        <source>add a line that begins with `%1:`</source>
        <translation>请添加以 `%1:` 开头的一行</translation>
    </message>
    <message>
        <source>a rule has either exact or prefix</source>
        <translation>规则要么有 exact，要么有 prefix</translation>
    </message>
    <message>
        <source>exact: the whole command as a list of words; prefix: its first words</source>
        <translation>exact：整条命令的单词列表；prefix：其开头的单词</translation>
    </message>
    <message>
        <source>%1 has no plain value</source>
        <translation>%1 没有简单的值</translation>
    </message>
    <message>
        <source>write one text after the colon</source>
        <translation>请在冒号后写一段文本</translation>
    </message>
    <message>
        <source>this is no name for a rule</source>
        <translation>这不是规则的名称</translation>
    </message>
    <message>
        <source>up to 64 letters, digits, dots, dashes and underscores</source>
        <translation>最多 64 个字母、数字、点、短横线和下划线</translation>
    </message>
    <message>
        <source>%1 is no decision</source>
        <translation>%1 不是决定</translation>
    </message>
    <message>
        <source>write allow, ask or deny</source>
        <translation>请写 allow、ask 或 deny</translation>
    </message>
    <message>
        <source>directory is not an absolute path</source>
        <translation>directory 不是绝对路径</translation>
    </message>
    <message>
        <source>begin it with / or ~/</source>
        <translation>请以 / 或 ~/ 开头</translation>
    </message>
    <message>
        <source>%1 is no date</source>
        <translation>%1 不是日期</translation>
    </message>
    <message>
        <source>write it as 2026-12-31</source>
        <translation>请写成 2026-12-31</translation>
    </message>
    <message>
        <source>%1 is no sandbox tier</source>
        <translation>%1 不是沙箱级别</translation>
    </message>
    <message>
        <source>write the weakest the rule may hold in: bubblewrap, landlock or none</source>
        <translation>请写规则可以生效的最弱级别：bubblewrap、landlock 或 none</translation>
    </message>
    <message>
        <source>%1 is not a list of words</source>
        <translation>%1 不是单词列表</translation>
    </message>
    <message>
        <source>write it as [npm, run, lint]</source>
        <translation>请写成 [npm, run, lint]</translation>
    </message>
    <message>
        <source>a word of %1 is empty</source>
        <translation>%1 中有一个空单词</translation>
    </message>
    <message>
        <source>write the word, or remove it</source>
        <translation>请写出单词，或删除它</translation>
    </message>
    <message>
        <source>a word of %1 is not a text</source>
        <translation>%1 中有一个单词不是文本</translation>
    </message>
    <message>
        <source>put it into quotes</source>
        <translation>请加上引号</translation>
    </message>
    <message>
        <source>%1 is not a list of commands</source>
        <translation>%1 不是命令列表</translation>
    </message>
    <message>
        <source>write each command on its own line, after `- `</source>
        <translation>每条命令单独一行，写在 `- ` 之后</translation>
    </message>
    <message>
        <source>an example is not a text</source>
        <translation>有一个示例不是文本</translation>
    </message>
    <message>
        <source>put the command into quotes</source>
        <translation>请给命令加上引号</translation>
    </message>
    <message>
        <source>There is no rule %1.</source>
        <translation>没有规则 %1。</translation>
    </message>
    <message>
        <source>The rule cannot be cut out of the file by its lines.</source>
        <translation>无法按行从文件中去掉这条规则。</translation>
    </message>
    <message>
        <source>Edit the file by hand: the rule begins in line %1.</source>
        <translation>请手工编辑文件：规则从第 %1 行开始。</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>%1 is not a setting; the settings are: %2</source>
        <translation>%1 不是设置；可用的设置：%2</translation>
    </message>
    <message>
        <source>%1 is not a setting; did you mean %2?</source>
        <translation>%1 不是设置；是否指 %2？</translation>
    </message>
    <message>
        <source>%1 is never kept in a file; set the variable %2</source>
        <translation>%1 从不保存在文件中；请设置变量 %2</translation>
    </message>
    <message>
        <source>%1 with a password is never kept in a file; set the variable %2 or use ~/.pgpass</source>
        <translation>带密码的 %1 从不保存在文件中；请设置变量 %2 或使用 ~/.pgpass</translation>
    </message>
    <message>
        <source>the configuration %1 is not a file</source>
        <translation>配置 %1 不是文件</translation>
    </message>
    <message>
        <source>the configuration %1 belongs to another user</source>
        <translation>配置 %1 属于另一个用户</translation>
    </message>
    <message>
        <source>make a file of your own, or name another with VIBECODER_CONFIG</source>
        <translation>请创建自己的文件，或用 VIBECODER_CONFIG 指定另一个</translation>
    </message>
    <message>
        <source>every user may write the configuration %1</source>
        <translation>任何用户都可以写配置 %1</translation>
    </message>
    <message>
        <source>run: chmod 600 %1</source>
        <translation>请运行：chmod 600 %1</translation>
    </message>
    <message>
        <source>%1 is given twice</source>
        <translation>%1 出现了两次</translation>
    </message>
    <message>
        <source>%1 has no plain value; accepted: %2</source>
        <translation>%1 没有简单的值；可用：%2</translation>
    </message>
    <message>
        <source>%1 (from %2) has the wrong value “%3”; accepted: %4</source>
        <translation>%1（来自 %2）的值“%3”有误；可用：%4</translation>
    </message>
    <message>
        <source>%1 (from %2) has a wrong value; accepted: %3</source>
        <translation>%1（来自 %2）的值有误；可用：%3</translation>
    </message>
    <message>
        <source>this is no value for %1; accepted: %2</source>
        <translation>这不是 %1 的值；可用：%2</translation>
    </message>
    <message>
        <source>correct the file first</source>
        <translation>请先改正文件</translation>
    </message>
    <message>
        <source>text without spaces</source>
        <translation>不含空格的文本</translation>
    </message>
    <message>
        <source>an http or https address without user, query or fragment</source>
        <translation>不含用户名、查询和片段的 http 或 https 地址</translation>
    </message>
    <message>
        <source>sqlite:///FILE or postgresql://HOST/NAME</source>
        <translation>sqlite:///FILE 或 postgresql://HOST/NAME</translation>
    </message>
    <message>
        <source>a host name or an IP address</source>
        <translation>主机名或 IP 地址</translation>
    </message>
    <message>
        <source>a name without spaces</source>
        <translation>不含空格的名称</translation>
    </message>
    <message>
        <source>a whole number from %1 to %2</source>
        <translation>%1 到 %2 的整数</translation>
    </message>
    <message>
        <source>an amount above 0 and up to 10000, such as 2.50</source>
        <translation>大于 0、不超过 10000 的金额，例如 2.50</translation>
    </message>
    <message>
        <source>absolute folders or ~/…, separated by colons</source>
        <translation>绝对路径或 ~/… 的文件夹，以冒号分隔</translation>
    </message>
    <message>
        <source>an absolute file or ~/…</source>
        <translation>绝对路径文件或 ~/…</translation>
    </message>
    <message>
        <source>auto, or a date such as 2026-10-21</source>
        <translation>auto，或日期，例如 2026-10-21</translation>
    </message>
</context>
<context>
    <name>storage</name>
    <message>
        <source>There is no approval %1.</source>
        <translation>没有审批 %1。</translation>
    </message>
    <message>
        <source>The artifact %1 cannot be written.</source>
        <translation>无法写入产物 %1。</translation>
    </message>
    <message>
        <source>Check the free space and the permissions of the folder.</source>
        <translation>请检查剩余空间和文件夹权限。</translation>
    </message>
    <message>
        <source>The content %1 is no longer kept.</source>
        <translation>内容 %1 已不再保留。</translation>
    </message>
    <message>
        <source>The range is not valid.</source>
        <translation>范围无效。</translation>
    </message>
    <message>
        <source>The task database %1 cannot be read.</source>
        <translation>无法读取任务数据库 %1。</translation>
    </message>
    <message>
        <source>Check the owner and the permissions of the file.</source>
        <translation>请检查文件的所有者和权限。</translation>
    </message>
    <message>
        <source>The task database %1 is empty (0 bytes): its content was lost.</source>
        <translation>任务数据库 %1 是空的（0 字节）：内容已丢失。</translation>
    </message>
    <message>
        <source>Restore it from a backup, or move the file away to begin with an empty queue. Nothing was changed.</source>
        <translation>请从备份恢复，或移走该文件以空队列开始。没有修改任何内容。</translation>
    </message>
    <message>
        <source>%1 is not a task database, or it is damaged.</source>
        <translation>%1 不是任务数据库，或已损坏。</translation>
    </message>
    <message>
        <source>Set VIBECODER_DATABASE_URL to another file, or restore this one from a backup. Nothing was changed.</source>
        <translation>请把 VIBECODER_DATABASE_URL 设为另一个文件，或从备份恢复此文件。没有修改任何内容。</translation>
    </message>
    <message>
        <source>%1 is a database of another program.</source>
        <translation>%1 是另一个程序的数据库。</translation>
    </message>
    <message>
        <source>Set VIBECODER_DATABASE_URL to another file. Nothing was changed.</source>
        <translation>请把 VIBECODER_DATABASE_URL 设为另一个文件。没有修改任何内容。</translation>
    </message>
    <message>
        <source>Use sqlite:///path/to/file.db, sqlite:///~/file.db or sqlite:////absolute/path/file.db.</source>
        <translation>请使用 sqlite:///path/to/file.db、sqlite:///~/file.db 或 sqlite:////absolute/path/file.db。</translation>
    </message>
    <message>
        <source>VIBECODER_DATABASE_URL: PostgreSQL is not available yet.</source>
        <translation>VIBECODER_DATABASE_URL：尚不支持 PostgreSQL。</translation>
    </message>
    <message>
        <source>VIBECODER_DATABASE_URL is not a database URL this program knows.</source>
        <translation>VIBECODER_DATABASE_URL 不是本程序认识的数据库地址。</translation>
    </message>
    <message>
        <source>VIBECODER_DATABASE_URL must name a file, without parameters.</source>
        <translation>VIBECODER_DATABASE_URL 必须指明一个文件，且不带参数。</translation>
    </message>
    <message>
        <source>The backup %1 could not be made; the task database was not changed.</source>
        <translation>无法创建备份 %1；任务数据库没有修改。</translation>
    </message>
    <message>
        <source>Check the free space, then try again.</source>
        <translation>请检查剩余空间后重试。</translation>
    </message>
    <message>
        <source>The task database %1 was made by a newer version of this program (schema %2, this version knows %3).</source>
        <translation>任务数据库 %1 由本程序的更新版本创建（结构版本 %2，本版本支持 %3）。</translation>
    </message>
    <message>
        <source>Update this program, or set VIBECODER_DATABASE_URL to another file. Nothing was changed.</source>
        <translation>请更新程序，或把 VIBECODER_DATABASE_URL 设为另一个文件。没有修改任何内容。</translation>
    </message>
    <message>
        <source>Step %1 of this run has its result already.</source>
        <translation>本次运行的步骤 %1 已有结果。</translation>
    </message>
    <message>
        <source>There is no artifact %1.</source>
        <translation>没有产物 %1。</translation>
    </message>
    <message>
        <source>Another program has locked the task database %1.</source>
        <translation>另一个程序锁定了任务数据库 %1。</translation>
    </message>
    <message>
        <source>The disk is full: %1 cannot be written.</source>
        <translation>磁盘已满：无法写入 %1。</translation>
    </message>
    <message>
        <source>Reading or writing the task database %1 failed.</source>
        <translation>读写任务数据库 %1 失败。</translation>
    </message>
    <message>
        <source>The task database %1 cannot be written: it is read-only.</source>
        <translation>无法写入任务数据库 %1：它是只读的。</translation>
    </message>
    <message>
        <source>The task database %1 is damaged.</source>
        <translation>任务数据库 %1 已损坏。</translation>
    </message>
    <message>
        <source>The task database %1 cannot be opened.</source>
        <translation>无法打开任务数据库 %1。</translation>
    </message>
    <message>
        <source>It is in the task database already.</source>
        <translation>它已在任务数据库中。</translation>
    </message>
    <message>
        <source>The task database %1 refused a statement.</source>
        <translation>任务数据库 %1 拒绝了一条语句。</translation>
    </message>
    <message>
        <source>Close other tools that have it open, then try again.</source>
        <translation>请关闭打开它的其他工具后重试。</translation>
    </message>
    <message>
        <source>Free some space in %1, then try again. What was stored is safe.</source>
        <translation>请在 %1 中腾出空间后重试。已保存的内容是安全的。</translation>
    </message>
    <message>
        <source>Check the disk, its free space and the limits of this user. What was stored is safe.</source>
        <translation>请检查磁盘、剩余空间和此用户的限额。已保存的内容是安全的。</translation>
    </message>
    <message>
        <source>Check the permissions of the file and of its folder.</source>
        <translation>请检查文件及其文件夹的权限。</translation>
    </message>
    <message>
        <source>Keep a copy of the file and its -wal file, then restore it from a backup. Nothing was changed.</source>
        <translation>请保留该文件及其 -wal 文件的副本，再从备份恢复。没有修改任何内容。</translation>
    </message>
    <message>
        <source>The folder %1 cannot hold the task database.</source>
        <translation>文件夹 %1 不能存放任务数据库。</translation>
    </message>
    <message>
        <source>It must be a folder of this user that can be written. VIBECODER_DATABASE_URL chooses another place.</source>
        <translation>它必须是此用户可写的文件夹。可用 VIBECODER_DATABASE_URL 选择其他位置。</translation>
    </message>
    <message>
        <source>%1 lies on a network file system, where a task database would be damaged.</source>
        <translation>%1 位于网络文件系统上，任务数据库在那里会损坏。</translation>
    </message>
    <message>
        <source>Set VIBECODER_DATABASE_URL to a file on a local disk.</source>
        <translation>请把 VIBECODER_DATABASE_URL 设为本地磁盘上的文件。</translation>
    </message>
    <message>
        <source>%1 is not a regular file.</source>
        <translation>%1 不是普通文件。</translation>
    </message>
    <message>
        <source>The task database %1 is gone, but its log %2 is still there.</source>
        <translation>任务数据库 %1 不见了，但它的日志 %2 还在。</translation>
    </message>
    <message>
        <source>Put the file back, or move the log away to begin with an empty queue. Nothing was changed.</source>
        <translation>请放回该文件，或移走日志以空队列开始。没有修改任何内容。</translation>
    </message>
    <message>
        <source>Task %1 was given to another worker.</source>
        <translation>任务 %1 已交给另一个工作进程。</translation>
    </message>
    <message>
        <source>There is no task %1.</source>
        <translation>没有任务 %1。</translation>
    </message>
    <message>
        <source>This request was stored before, as task %1.</source>
        <translation>此请求之前已保存为任务 %1。</translation>
    </message>
    <message>
        <source>The task database holds a row this program cannot read.</source>
        <translation>任务数据库中有本程序无法读取的行。</translation>
    </message>
    <message>
        <source>Restore the task database from a backup.</source>
        <translation>请从备份恢复任务数据库。</translation>
    </message>
    <message>
        <source>Nothing has the id %1.</source>
        <translation>没有 ID 为 %1 的内容。</translation>
    </message>
    <message>
        <source>Several ids begin with %1.</source>
        <translation>有多个 ID 以 %1 开头。</translation>
    </message>
    <message>
        <source>The lock files in %1 cannot be opened.</source>
        <translation>无法打开 %1 中的锁文件。</translation>
    </message>
    <message>
        <source>Check the permissions of the folder.</source>
        <translation>请检查文件夹的权限。</translation>
    </message>
    <message>
        <source>The lock files in %1 cannot be locked.</source>
        <translation>无法锁定 %1 中的锁文件。</translation>
    </message>
    <message>
        <source>The task database is closing.</source>
        <translation>任务数据库正在关闭。</translation>
    </message>
    <message>
        <source>A change of the task database ended unexpectedly.</source>
        <translation>对任务数据库的修改意外结束。</translation>
    </message>
    <message>
        <source>The audit log %1 cannot be used.</source>
        <translation>无法使用审计日志 %1。</translation>
    </message>
    <message>
        <source>There is a hook %1 already.</source>
        <translation>已经有名为 %1 的钩子。</translation>
    </message>
    <message>
        <source>Remove it first; a new one gets a new secret.</source>
        <translation>请先删除它；新的钩子会得到新的密钥。</translation>
    </message>
    <message>
        <source>There are %1 hooks already.</source>
        <translation>已经有 %1 个钩子。</translation>
    </message>
    <message>
        <source>Remove one first.</source>
        <translation>请先删除一个。</translation>
    </message>
    <message>
        <source>There are %1 webhooks already.</source>
        <translation>已经有 %1 个 webhook。</translation>
    </message>
    <message>
        <source>There is no webhook %1.</source>
        <translation>没有 webhook %1。</translation>
    </message>
    <message>
        <source>`vibecoder webhook list` shows their ids.</source>
        <translation>`vibecoder webhook list` 会显示它们的 ID。</translation>
    </message>
    <message>
        <source>%1 fits several webhooks.</source>
        <translation>%1 与多个 webhook 相符。</translation>
    </message>
    <message>
        <source>Give more characters of the id.</source>
        <translation>请多给几个 ID 的字符。</translation>
    </message>
    <message>
        <source>Another process keeps the audit log %1 locked.</source>
        <translation>另一个进程一直锁着审计日志 %1。</translation>
    </message>
    <message>
        <source>Let it go on or end it: `fuser -v %1` names it.</source>
        <translation>让它继续或结束它：`fuser -v %1` 会列出它。</translation>
    </message>
    <message>
        <source>%1 (process %2, stopped)</source>
        <translation>%1（进程 %2，已暂停）</translation>
    </message>
    <message>
        <source>%1 (process %2)</source>
        <translation>%1（进程 %2）</translation>
    </message>
    <message>
        <source>%1 since %2</source>
        <translation>%1，自 %2 起</translation>
    </message>
    <message>
        <source>The task database is busy: held by %1.</source>
        <translation>任务数据库正忙：被 %1 占用。</translation>
    </message>
    <message>
        <source>The task database is busy.</source>
        <translation>任务数据库正忙。</translation>
    </message>
    <message>
        <source>Nothing was changed. Try it again in a moment.</source>
        <translation>没有更改任何内容。请稍后再试。</translation>
    </message>
    <message>
        <source>Nothing was changed. Let that process go on (kill -CONT %1) or end it (kill -KILL %1), then try it again.</source>
        <translation>没有更改任何内容。让该进程继续（kill -CONT %1）或结束它（kill -KILL %1），然后再试。</translation>
    </message>
</context>
<context>
    <name>taskfile</name>
    <message>
        <source>%1 has more than one line</source>
        <translation>%1 不止一行</translation>
    </message>
    <message>
        <source>write it on one line</source>
        <translation>请写成一行</translation>
    </message>
    <message>
        <source>%1 holds the character U+%2, which is not allowed there</source>
        <translation>%1 含有不允许的字符 U+%2</translation>
    </message>
    <message>
        <source>remove the character</source>
        <translation>请删除该字符</translation>
    </message>
    <message>
        <source>%1 is empty</source>
        <translation>%1 是空的</translation>
    </message>
    <message>
        <source>write some text, or remove the line where it is optional</source>
        <translation>请写入文本；若为可选项也可删除该行</translation>
    </message>
    <message>
        <source>%1 is longer than %2 characters</source>
        <translation>%1 超过 %2 个字符</translation>
    </message>
    <message>
        <source>shorten it</source>
        <translation>请缩短</translation>
    </message>
    <message>
        <source>%1 has %2 items, more than the %3 allowed</source>
        <translation>%1 有 %2 项，超过允许的 %3 项</translation>
    </message>
    <message>
        <source>join some of them, or make two tasks</source>
        <translation>请合并其中一些，或分成两个任务</translation>
    </message>
    <message>
        <source>%1 is out of range: %2</source>
        <translation>%1 超出范围：%2</translation>
    </message>
    <message>
        <source>write a whole number from %1 to %2</source>
        <translation>请写 %1 到 %2 的整数</translation>
    </message>
    <message>
        <source>verification_commands is empty</source>
        <translation>verification_commands 是空的</translation>
    </message>
    <message>
        <source>list at least one command that exits 0 when the task is done</source>
        <translation>请至少列出一条在任务完成时以 0 退出的命令</translation>
    </message>
    <message>
        <source>max_cost_usd is out of range</source>
        <translation>max_cost_usd 超出范围</translation>
    </message>
    <message>
        <source>write an amount above 0 and up to 10000, such as 2.50</source>
        <translation>请写大于 0、不超过 10000 的金额，例如 2.50</translation>
    </message>
    <message>
        <source>the task has more than %1 characters</source>
        <translation>任务超过 %1 个字符</translation>
    </message>
    <message>
        <source>put long texts into files of the working directory</source>
        <translation>请把长文本放入工作目录的文件</translation>
    </message>
    <message>
        <source>%1 more errors are not shown</source>
        <translation>另有 %1 个错误未显示</translation>
    </message>
    <message>
        <source>mend the errors above first</source>
        <translation>请先改正上面的错误</translation>
    </message>
    <message>
        <source>%1 is given twice</source>
        <translation>%1 出现了两次</translation>
    </message>
    <message>
        <source>keep one of the two; the first is in line %1</source>
        <translation>请保留其中一个；第一个在第 %1 行</translation>
    </message>
    <message>
        <source>a key is empty</source>
        <translation>有一个键是空的</translation>
    </message>
    <message>
        <source>write the name of a field before the colon</source>
        <translation>请在冒号前写字段名</translation>
    </message>
    <message>
        <source>a key is not a word</source>
        <translation>有一个键不是单词</translation>
    </message>
    <message>
        <source>%1 is not a field of a task file</source>
        <translation>%1 不是任务文件的字段</translation>
    </message>
    <message>
        <source>remove it; the fields are: %1</source>
        <translation>请删除；可用的字段：%1</translation>
    </message>
    <message>
        <source>did you mean %1?</source>
        <translation>是否指 %1？</translation>
    </message>
    <message>
        <source>%1 carries a tag</source>
        <translation>%1 带有标签</translation>
    </message>
    <message>
        <source>remove the word that begins with `!`, or put it into quotes</source>
        <translation>请删除以 `!` 开头的词，或加上引号</translation>
    </message>
    <message>
        <source>%1 carries an anchor</source>
        <translation>%1 带有锚点</translation>
    </message>
    <message>
        <source>remove the word that begins with `&amp;`, or put it into quotes</source>
        <translation>请删除以 `&amp;` 开头的词，或加上引号</translation>
    </message>
    <message>
        <source>%1 is an alias</source>
        <translation>%1 是别名</translation>
    </message>
    <message>
        <source>write the text itself; text that begins with `*` goes into quotes</source>
        <translation>请写出文本本身；以 `*` 开头的文本要加引号</translation>
    </message>
    <message>
        <source>%1 has no value</source>
        <translation>%1 没有值</translation>
    </message>
    <message>
        <source>write a value after the colon, or remove the line</source>
        <translation>请在冒号后写值，或删除该行</translation>
    </message>
    <message>
        <source>%1 is a list or mapping</source>
        <translation>%1 是列表或映射</translation>
    </message>
    <message>
        <source>write one value; text with brackets, braces or `: ` goes into quotes</source>
        <translation>请只写一个值；含括号、花括号或 `: ` 的文本要加引号</translation>
    </message>
    <message>
        <source>name a model, or remove the line</source>
        <translation>请写模型名称，或删除该行</translation>
    </message>
    <message>
        <source>%1 is not a whole number in range: %2</source>
        <translation>%1 不是范围内的整数：%2</translation>
    </message>
    <message>
        <source>%1 is not an amount in range: %2</source>
        <translation>%1 不是范围内的金额：%2</translation>
    </message>
    <message>
        <source>%1 is neither true nor false: %2</source>
        <translation>%1 既不是 true 也不是 false：%2</translation>
    </message>
    <message>
        <source>write true or false</source>
        <translation>请写 true 或 false</translation>
    </message>
    <message>
        <source>%1 has an unknown value: %2</source>
        <translation>%1 的值未知：%2</translation>
    </message>
    <message>
        <source>write one of: %1</source>
        <translation>请写其中之一：%1</translation>
    </message>
    <message>
        <source>%1 is not a list</source>
        <translation>%1 不是列表</translation>
    </message>
    <message>
        <source>write each item on its own line, after two spaces and `- `</source>
        <translation>每项单独一行，前面写两个空格和 `- `</translation>
    </message>
    <message>
        <source>write the text after the dash, or remove the dash</source>
        <translation>请在短横后写文本，或删除短横</translation>
    </message>
    <message>
        <source>put the text into quotes: brackets, braces and `: ` have a meaning in YAML</source>
        <translation>请给文本加引号：括号、花括号和 `: ` 在 YAML 中有特殊含义</translation>
    </message>
    <message>
        <source>%1 is missing</source>
        <translation>缺少 %1</translation>
    </message>
    <message>
        <source>add a line that begins with `%1:`</source>
        <translation>请添加以 `%1:` 开头的一行</translation>
    </message>
    <message>
        <source>name the folder of one project</source>
        <translation>请写一个项目的文件夹</translation>
    </message>
    <message>
        <source>the working directory is not absolute: %1</source>
        <translation>工作目录不是绝对路径：%1</translation>
    </message>
    <message>
        <source>write the absolute path of the folder</source>
        <translation>请写文件夹的绝对路径</translation>
    </message>
    <message>
        <source>the working directory leaves the folder of the task file: %1</source>
        <translation>工作目录离开了任务文件所在的文件夹：%1</translation>
    </message>
    <message>
        <source>the working directory does not exist: %1</source>
        <translation>工作目录不存在：%1</translation>
    </message>
    <message>
        <source>create the folder, or correct the path</source>
        <translation>请创建文件夹，或改正路径</translation>
    </message>
    <message>
        <source>the working directory is a file: %1</source>
        <translation>工作目录是一个文件：%1</translation>
    </message>
    <message>
        <source>name the folder that holds it</source>
        <translation>请写它所在的文件夹</translation>
    </message>
    <message>
        <source>the working directory is a folder of the system: %1</source>
        <translation>工作目录是系统文件夹：%1</translation>
    </message>
    <message>
        <source>the working directory holds the whole home folder: %1</source>
        <translation>工作目录包含整个主文件夹：%1</translation>
    </message>
    <message>
        <source>the working directory overlaps with the program&apos;s own folder %1</source>
        <translation>工作目录与程序自己的文件夹 %1 重叠</translation>
    </message>
    <message>
        <source>the file has %1 bytes, more than the %2 allowed</source>
        <translation>文件有 %1 字节，超过允许的 %2 字节</translation>
    </message>
    <message>
        <source>shorten %1: it alone takes %2 bytes</source>
        <translation>请缩短 %1：仅它就占 %2 字节</translation>
    </message>
    <message>
        <source>save the file as UTF-8 text</source>
        <translation>请把文件保存为 UTF-8 文本</translation>
    </message>
    <message>
        <source>the file is UTF-16</source>
        <translation>文件是 UTF-16 编码</translation>
    </message>
    <message>
        <source>the file is not UTF-8: byte 0x%1</source>
        <translation>文件不是 UTF-8：字节 0x%1</translation>
    </message>
    <message>
        <source>the file holds the control character U+%1</source>
        <translation>文件含有控制字符 U+%1</translation>
    </message>
    <message>
        <source>remove the character; lines end with a line feed</source>
        <translation>请删除该字符；行以换行符结束</translation>
    </message>
    <message>
        <source>the file holds more than one document</source>
        <translation>文件包含多个文档</translation>
    </message>
    <message>
        <source>write one file for each and remove the lines `---` or `...`</source>
        <translation>请每个任务写一个文件，并删除 `---` 或 `...` 行</translation>
    </message>
    <message>
        <source>the file holds more than %1 values</source>
        <translation>文件包含超过 %1 个值</translation>
    </message>
    <message>
        <source>remove what does not belong to the task</source>
        <translation>请删除不属于任务的内容</translation>
    </message>
    <message>
        <source>lists and mappings lie more than %1 deep</source>
        <translation>列表和映射的嵌套超过 %1 层</translation>
    </message>
    <message>
        <source>put text that begins with a bracket or a dash into quotes</source>
        <translation>以括号或短横开头的文本请加引号</translation>
    </message>
    <message>
        <source>the quote that begins here is never closed</source>
        <translation>从这里开始的引号没有结束</translation>
    </message>
    <message>
        <source>close it with another %1</source>
        <translation>请用另一个 %1 结束</translation>
    </message>
    <message>
        <source>check indentation and quotes near this line; text with `: `, `#`, quotes or brackets goes into quotes</source>
        <translation>请检查此行附近的缩进和引号；含 `: `、`#`、引号或括号的文本要加引号</translation>
    </message>
    <message>
        <source>indent with spaces: YAML allows no tabs there</source>
        <translation>请用空格缩进：YAML 在此处不允许制表符</translation>
    </message>
    <message>
        <source>put text that begins with %1 into quotes</source>
        <translation>以 %1 开头的文本请加引号</translation>
    </message>
    <message>
        <source>close the quote or bracket that is still open</source>
        <translation>请结束尚未关闭的引号或括号</translation>
    </message>
    <message>
        <source>this is not valid YAML: %1</source>
        <translation>这不是有效的 YAML：%1</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>文件是空的</translation>
    </message>
    <message>
        <source>the file is not a list of `key: value` lines</source>
        <translation>文件不是由 `key: value` 行组成的</translation>
    </message>
    <message>
        <source>begin each line at the left margin with a key, a colon and a space</source>
        <translation>每行从最左边开始写键、冒号和空格</translation>
    </message>
    <message>
        <source>the working directory %1 now leads to %2</source>
        <translation>工作目录 %1 现在指向 %2</translation>
    </message>
    <message>
        <source>create the task anew for the folder that is meant</source>
        <translation>请为真正要用的文件夹重新创建任务</translation>
    </message>
    <message>
        <source>the working directory holds keys, passwords or sessions: %1</source>
        <translation>工作目录里存放着密钥、密码或登录会话：%1</translation>
    </message>
    <message>
        <source>what lies in the working directory is started by itself: %1</source>
        <translation>工作目录里的内容会自行启动：%1</translation>
    </message>
    <message>
        <source>the working directory is a folder of programs: %1</source>
        <translation>工作目录是存放程序的文件夹：%1</translation>
    </message>
    <message>
        <source>the working directory belongs to git itself: %1</source>
        <translation>工作目录属于 git 自身：%1</translation>
    </message>
    <message>
        <source>deliver: patch cannot go with isolation: in_place, which changes the folder itself</source>
        <translation>deliver: patch 不能与 isolation: in_place 一起使用，后者直接改动文件夹本身</translation>
    </message>
    <message>
        <source>write isolation: view, or deliver: apply</source>
        <translation>请写 isolation: view，或写 deliver: apply</translation>
    </message>
    <message>
        <source>deliver: patch cannot go with isolation: worktree, whose result is a branch</source>
        <translation>deliver: patch 不能与 isolation: worktree 同时使用，它的结果是一个分支</translation>
    </message>
    <message>
        <source>write isolation: view, or remove the line deliver</source>
        <translation>请写 isolation: view，或删除 deliver 这一行</translation>
    </message>
    <message>
        <source>%1 is no file or folder below the working directory</source>
        <translation>%1 不是工作目录下的文件或文件夹</translation>
    </message>
    <message>
        <source>write its path from there, such as dist/, without .. and nothing of git&apos;s own</source>
        <translation>写出从那里开始的路径，例如 dist/，不含 ..，也不是 git 自己的文件</translation>
    </message>
</context>
<context>
    <name>taskflow</name>
    <message>
        <source>The attempt has begun; only its priority can be changed.</source>
        <translation>本次尝试已经开始，只能更改优先级。</translation>
    </message>
    <message>
        <source>Cancel it, and put a new task into the queue.</source>
        <translation>请取消它，再把新任务加入队列。</translation>
    </message>
</context>
<context>
    <name>vibecoder</name>
    <message>
        <source>The certificate %1 cannot be read.</source>
        <translation>无法读取证书 %1。</translation>
    </message>
    <message>
        <source>The key %1 cannot be read.</source>
        <translation>无法读取私钥 %1。</translation>
    </message>
    <message>
        <source>%1 and %2 are no certificate and key in PEM form.</source>
        <translation>%1 和 %2 不是 PEM 格式的证书和私钥。</translation>
    </message>
    <message>
        <source>Check both files, or listen on 127.0.0.1 without them.</source>
        <translation>请检查这两个文件，或不使用它们而监听 127.0.0.1。</translation>
    </message>
    <message>
        <source>%1 and %2 do not belong together.</source>
        <translation>%1 与 %2 不匹配。</translation>
    </message>
    <message>
        <source>A certificate needs its key, and a key its certificate.</source>
        <translation>证书与密钥必须同时提供。</translation>
    </message>
    <message>
        <source>Set both tls_certificate and tls_key in the configuration file.</source>
        <translation>请在配置文件中同时设置 tls_certificate 和 tls_key。</translation>
    </message>
</context>
<context>
    <name>vibecoder::AboutPage</name>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>VibeCoder %1, with Qt %2</source>
        <translation>VibeCoder %1，使用 Qt %2</translation>
    </message>
    <message>
        <source>MIT licence. Qt under the LGPL 3, QCoro and yaml-cpp under MIT, QtKeychain under BSD 3-Clause, the icons (Lucide) under ISC.</source>
        <translation>MIT 许可证。Qt 采用 LGPL 3，QCoro 与 yaml-cpp 采用 MIT，QtKeychain 采用 BSD 3-Clause，图标（Lucide）采用 ISC。</translation>
    </message>
    <message>
        <source>About Qt</source>
        <translation>关于 Qt</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>诊断信息</translation>
    </message>
    <message>
        <source>For a report of a problem. Keys and passwords are not in it.</source>
        <translation>用于报告问题，其中不含密钥和密码。</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在查看…</translation>
    </message>
    <message>
        <source>Copy diagnostics</source>
        <translation>复制诊断信息</translation>
    </message>
</context>
<context>
    <name>vibecoder::ActionView</name>
    <message>
        <source>Attention: it holds characters that cannot be seen, shown as \u{…}.</source>
        <translation>注意：其中含有不可见字符，以 \u{…} 显示。</translation>
    </message>
</context>
<context>
    <name>vibecoder::ApprovalCard</name>
    <message>
        <source>The exact action</source>
        <translation>确切的操作</translation>
    </message>
    <message>
        <source>Why asked</source>
        <translation>询问原因</translation>
    </message>
    <message>
        <source>Model says</source>
        <translation>模型自述</translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>“%1”</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>能否撤销</translation>
    </message>
    <message>
        <source>Yes.</source>
        <translation>能。</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>不能。</translation>
    </message>
    <message>
        <source>Rights</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>Denied in</source>
        <translation>自动拒绝</translation>
    </message>
    <message>
        <source>If remembered</source>
        <translation>若记住</translation>
    </message>
    <message numerus="yes">
        <source>%n line(s) are not shown. Show everything before you agree.</source>
        <translation>
            <numerusform>还有 %n 行未显示。同意之前请先全部显示。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::ApprovalDialog</name>
    <message>
        <source>Approval</source>
        <translation>审批</translation>
    </message>
</context>
<context>
    <name>vibecoder::ApprovalList</name>
    <message>
        <source>%1: %2, task %3</source>
        <translation>%1：%2，任务 %3</translation>
    </message>
</context>
<context>
    <name>vibecoder::ApprovalsPanel</name>
    <message numerus="yes">
        <source>Approvals: %n</source>
        <translation>
            <numerusform>审批：%n</numerusform>
        </translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>审批</translation>
    </message>
    <message>
        <source>J/K move · D deny · A allow, below high risk</source>
        <translation>J/K 移动 · D 拒绝 · A 允许（高风险除外）</translation>
    </message>
    <message>
        <source>Nothing waits for you.</source>
        <translation>没有等待处理的审批。</translation>
    </message>
    <message>
        <source>Open approvals</source>
        <translation>待处理的审批</translation>
    </message>
</context>
<context>
    <name>vibecoder::ArtifactsTab</name>
    <message>
        <source>No artifacts yet: patches, outputs and changed files appear here.</source>
        <translation>还没有产物：补丁、输出和改动的文件会出现在这里。</translation>
    </message>
    <message>
        <source>A binary file: its content is not shown.</source>
        <translation>二进制文件，不显示内容。</translation>
    </message>
    <message>
        <source>only the beginning is shown</source>
        <translation>只显示开头</translation>
    </message>
    <message>
        <source>patch</source>
        <translation>补丁</translation>
    </message>
    <message>
        <source>file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Save the artifact</source>
        <translation>保存产物</translation>
    </message>
    <message>
        <source>The file cannot be written: %1</source>
        <translation>无法写入文件：%1</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>种类</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Artifacts</source>
        <translation>产物</translation>
    </message>
    <message>
        <source>Content of the artifact</source>
        <translation>产物的内容</translation>
    </message>
    <message>
        <source>Picture of the artifact</source>
        <translation>产物的图片</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
</context>
<context>
    <name>vibecoder::Banner</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>vibecoder::BorderView</name>
    <message numerus="yes">
        <source>%n more line(s)</source>
        <translation>
            <numerusform>还有 %n 行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not shown</source>
        <translation>
            <numerusform>有 %n 项未显示</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more in this file</source>
        <translation>
            <numerusform>此文件中还有 %n 处</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>answer, path</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>不使用</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) that need no answer</source>
        <translation>
            <numerusform>%n 处改动无需确认</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more that can never be applied</source>
        <translation>
            <numerusform>另有 %n 处永远不能应用</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) left out</source>
        <translation>
            <numerusform>不使用的改动：%n 处</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::CardFooter</name>
    <message>
        <source>Can be pressed after a moment, so that nothing is allowed by accident</source>
        <translation>片刻后才能按下，以免误批</translation>
    </message>
    <message>
        <source>Deny</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Deny and explain…</source>
        <translation>拒绝并说明…</translation>
    </message>
    <message>
        <source>Allow once</source>
        <translation>允许一次</translation>
    </message>
    <message>
        <source>More ways to allow</source>
        <translation>其他允许方式</translation>
    </message>
    <message>
        <source>Allow for this task</source>
        <translation>本任务内允许</translation>
    </message>
    <message>
        <source>Remember…</source>
        <translation>记住…</translation>
    </message>
    <message>
        <source>Deny with this message</source>
        <translation>附上说明并拒绝</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Message to the model</source>
        <translation>给模型的说明</translation>
    </message>
    <message>
        <source>What should the model do instead?</source>
        <translation>模型应当改做什么？</translation>
    </message>
    <message>
        <source>Can be pressed when everything was shown</source>
        <translation>全部显示之后才能按下</translation>
    </message>
    <message>
        <source>Can be pressed when each edited text is without marks</source>
        <translation>编辑的文本不再含冲突标记后可用</translation>
    </message>
    <message>
        <source>Send this message</source>
        <translation>发送此说明</translation>
    </message>
</context>
<context>
    <name>vibecoder::ChangesTab</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>State to compare with</source>
        <translation>对比的状态</translation>
    </message>
    <message>
        <source>Filter files</source>
        <translation>筛选文件</translation>
    </message>
    <message>
        <source>Changed files</source>
        <translation>改动的文件</translation>
    </message>
    <message>
        <source>Guarded file: tests and runner settings change only with your approval.</source>
        <translation>受保护的文件：测试和运行器设置只有经你批准才能改动。</translation>
    </message>
    <message>
        <source>Unified</source>
        <translation>合并视图</translation>
    </message>
    <message>
        <source>Unified (Alt+D changes)</source>
        <translation>合并视图（Alt+D 切换）</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并排视图</translation>
    </message>
    <message>
        <source>Side by side (Alt+D changes)</source>
        <translation>并排视图（Alt+D 切换）</translation>
    </message>
    <message>
        <source>Show spaces</source>
        <translation>显示空格</translation>
    </message>
    <message>
        <source>Ignore changes of white space</source>
        <translation>忽略空白改动</translation>
    </message>
    <message>
        <source>Previous change (P)</source>
        <translation>上一处改动（P）</translation>
    </message>
    <message>
        <source>Next change (N)</source>
        <translation>下一处改动（N）</translation>
    </message>
    <message>
        <source>Copy patch</source>
        <translation>复制补丁</translation>
    </message>
    <message>
        <source>Copy the whole patch</source>
        <translation>复制整个补丁</translation>
    </message>
    <message>
        <source>Open in editor</source>
        <translation>在编辑器中打开</translation>
    </message>
    <message>
        <source>Open this file</source>
        <translation>打开此文件</translation>
    </message>
    <message>
        <source>Revert this file</source>
        <translation>还原此文件</translation>
    </message>
    <message>
        <source>Bring this file back to the compared state</source>
        <translation>把此文件恢复到对比的状态</translation>
    </message>
    <message>
        <source>Patch of iteration %1</source>
        <translation>第 %1 轮的补丁</translation>
    </message>
    <message>
        <source>Start of task</source>
        <translation>任务开始时</translation>
    </message>
    <message>
        <source>Previous iteration</source>
        <translation>上一轮</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n guarded</source>
        <translation>
            <numerusform>%n 个受保护</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing has changed between these two states.</source>
        <translation>这两个状态之间没有改动。</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>新增</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Renamed</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>There are no checkpoints to go back to</source>
        <translation>没有可以恢复的检查点</translation>
    </message>
    <message>
        <source>Possible when the task has ended</source>
        <translation>任务结束后才可以</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>{ and } show fewer and more lines around a change.</source>
        <translation>按 { 和 } 可减少或增加改动前后显示的行。</translation>
    </message>
    <message>
        <source>Wrap long lines</source>
        <translation>长行自动换行</translation>
    </message>
    <message>
        <source>Your folder: everything that differs</source>
        <translation>与你的文件夹的全部不同</translation>
    </message>
    <message>
        <source>The changes cannot be read whole, so they cannot be applied: %1</source>
        <translation>无法完整读取改动，因此不能应用：%1</translation>
    </message>
    <message>
        <source>Stays behind (git ignores it, or tools make it anew): %1</source>
        <translation>不会应用（被 git 忽略，或可由工具重新生成）：%1</translation>
    </message>
    <message>
        <source>Undo takes back what was applied</source>
        <translation>“撤销”可收回已应用的改动</translation>
    </message>
</context>
<context>
    <name>vibecoder::CommandPalette</name>
    <message>
        <source>All commands</source>
        <translation>所有命令</translation>
    </message>
    <message>
        <source>A command or the name of a task</source>
        <translation>输入命令或任务名称</translation>
    </message>
    <message>
        <source>What fits</source>
        <translation>匹配项</translation>
    </message>
</context>
<context>
    <name>vibecoder::ConflictView</name>
    <message numerus="yes">
        <source>%n not shown</source>
        <translation>
            <numerusform>有 %n 项未显示</numerusform>
        </translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>你的</translation>
    </message>
    <message>
        <source>This attempt&apos;s</source>
        <translation>本次尝试的</translation>
    </message>
    <message>
        <source>Merged</source>
        <translation>合并后</translation>
    </message>
    <message>
        <source>Marks of the conflict are still in the text.</source>
        <translation>文本中仍有冲突标记。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>answer, path</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>保留我的</translation>
    </message>
    <message>
        <source>Use this attempt&apos;s</source>
        <translation>使用本次尝试的</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>两者都保留</translation>
    </message>
    <message>
        <source>Yours stays, this attempt&apos;s comes beside it as %1.theirs</source>
        <translation>保留你的内容，本次尝试的内容另存为 %1.theirs</translation>
    </message>
    <message>
        <source>Edit the merged text</source>
        <translation>编辑合并后的文本</translation>
    </message>
</context>
<context>
    <name>vibecoder::CostTab</name>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Cache write</source>
        <translation>写入缓存</translation>
    </message>
    <message>
        <source>Cache read</source>
        <translation>读取缓存</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>price not known</source>
        <translation>价格未知</translation>
    </message>
    <message>
        <source>Together</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Tokens and cost by iteration</source>
        <translation>每轮的 token 和费用</translation>
    </message>
    <message>
        <source>Usage by iteration</source>
        <translation>每轮的用量</translation>
    </message>
    <message>
        <source>Iteration</source>
        <translation>迭代</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>调用</translation>
    </message>
    <message>
        <source>From cache</source>
        <translation>来自缓存</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>about %1</source>
        <comment>partly estimated</comment>
        <translation>约 %1</translation>
    </message>
</context>
<context>
    <name>vibecoder::CreateSheet</name>
    <message>
        <source>Start the queue</source>
        <translation>启动队列</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Tasks to create</source>
        <translation>待创建的任务</translation>
    </message>
    <message>
        <source>Drop more YAML files, a folder or text, or browse…</source>
        <translation>继续拖入 YAML 文件、文件夹或文本，或点此浏览…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>the task &quot;%1&quot;</source>
        <translation>任务“%1”</translation>
    </message>
    <message numerus="yes">
        <source>Create tasks from %n file(s)</source>
        <translation>
            <numerusform>从 %n 个文件创建任务</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Create %n task(s)</source>
        <translation>
            <numerusform>创建 %n 个任务</numerusform>
        </translation>
    </message>
    <message>
        <source>No valid task is chosen.</source>
        <translation>没有选中有效的任务。</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) with errors left out</source>
        <translation>
            <numerusform>%n 个文件有错误，不会创建</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::DefinitionTab</name>
    <message>
        <source>Line %1, column %2</source>
        <translation>第 %1 行第 %2 列</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>%1: %2 %3</source>
        <translation>%1：%2 %3</translation>
    </message>
    <message numerus="yes">
        <source>%n mistake(s)</source>
        <translation>
            <numerusform>%n 处错误</numerusform>
        </translation>
    </message>
    <message>
        <source>A running task keeps its definition: cancel it first to change it.</source>
        <translation>运行中的任务不能改定义：请先取消任务。</translation>
    </message>
    <message>
        <source>Change it to begin a new attempt with another definition.</source>
        <translation>修改后即可按新的定义重新尝试。</translation>
    </message>
    <message>
        <source>The verification commands or rights changed: a person is asked about them before anything runs.</source>
        <translation>验证命令或权限已改变：运行之前会先请人确认。</translation>
    </message>
    <message>
        <source>Begins a new attempt; the earlier ones stay.</source>
        <translation>将开始新的尝试，之前的尝试会保留。</translation>
    </message>
    <message>
        <source>Definition of the task, YAML</source>
        <translation>任务定义（YAML）</translation>
    </message>
    <message>
        <source>Mistakes in the definition</source>
        <translation>定义中的错误</translation>
    </message>
    <message>
        <source>Start a new attempt</source>
        <translation>开始新的尝试</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>Bring the stored definition back</source>
        <translation>恢复已保存的定义</translation>
    </message>
</context>
<context>
    <name>vibecoder::DemoRun</name>
    <message>
        <source>cannot copy %1</source>
        <translation>无法复制 %1</translation>
    </message>
    <message>
        <source>the demo&apos;s files are not installed: %1</source>
        <translation>演示文件没有安装：%1</translation>
    </message>
    <message>
        <source>no temporary folder can be made</source>
        <translation>无法创建临时文件夹</translation>
    </message>
    <message>
        <source>no port is free on this machine</source>
        <translation>本机没有空闲端口</translation>
    </message>
    <message>
        <source>Demo: mend a small project</source>
        <translation>演示：修复一个小项目</translation>
    </message>
</context>
<context>
    <name>vibecoder::DetailsFold</name>
    <message>
        <source>Details: previous steps, rights, raw request</source>
        <translation>详情：前序步骤、权限、原始请求</translation>
    </message>
    <message>
        <source>open</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>已折叠</translation>
    </message>
    <message>
        <source>What would change</source>
        <translation>将要改动的内容</translation>
    </message>
    <message>
        <source>Steps before</source>
        <translation>前序步骤</translation>
    </message>
    <message>
        <source>Raw request</source>
        <translation>原始请求</translation>
    </message>
</context>
<context>
    <name>vibecoder::DiffText</name>
    <message numerus="yes">
        <source>%n more line(s): the command line shows them all</source>
        <translation>
            <numerusform>另有 %n 行：命令行可查看全部</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::DiffView</name>
    <message>
        <source>Changes of the file</source>
        <translation>文件的改动</translation>
    </message>
    <message numerus="yes">
        <source>Load %n changed line(s)</source>
        <translation>
            <numerusform>载入 %n 行改动</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2 added, %3 removed</source>
        <translation>%1：新增 %2 行，删除 %3 行</translation>
    </message>
    <message>
        <source>A binary or very large file: its lines are not shown.</source>
        <translation>二进制文件或过大的文件，不显示内容。</translation>
    </message>
    <message>
        <source>Only the permissions changed.</source>
        <translation>只改动了权限。</translation>
    </message>
    <message>
        <source>No lines to show.</source>
        <translation>没有可显示的行。</translation>
    </message>
    <message>
        <source>The rest of this file is not shown.</source>
        <translation>此文件其余部分未显示。</translation>
    </message>
    <message>
        <source>This file has many changes.</source>
        <translation>此文件改动很多。</translation>
    </message>
    <message>
        <source>Copy lines</source>
        <translation>复制所选行</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
</context>
<context>
    <name>vibecoder::DraftCard</name>
    <message>
        <source>Create the task of %1</source>
        <translation>创建 %1 中的任务</translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>有效</translation>
    </message>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n 处错误</numerusform>
        </translation>
    </message>
    <message>
        <source>Same content as %1</source>
        <translation>内容与 %1 相同</translation>
    </message>
    <message numerus="yes">
        <source>%n byte(s)</source>
        <translation>
            <numerusform>%n 字节</numerusform>
        </translation>
    </message>
    <message>
        <source>Open in editor</source>
        <translation>在编辑器中打开</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Requirements</source>
        <translation>要求</translation>
    </message>
    <message>
        <source>Iterations</source>
        <translation>迭代</translation>
    </message>
    <message>
        <source>%1 · %2 s each</source>
        <translation>%1 轮 · 每轮 %2 秒</translation>
    </message>
    <message>
        <source>Cost limit</source>
        <translation>费用上限</translation>
    </message>
    <message>
        <source>%1 · default</source>
        <translation>%1 · 默认</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>优先级</translation>
    </message>
    <message>
        <source>Priority of %1</source>
        <translation>%1 的优先级</translation>
    </message>
    <message>
        <source>Dangerous: you are asked each time before it runs.</source>
        <translation>危险：每次运行前都会询问。</translation>
    </message>
    <message>
        <source>The task asks for network access.</source>
        <translation>任务要求访问网络。</translation>
    </message>
    <message>
        <source>Changes of tests: %1</source>
        <translation>测试文件的改动：%1</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即试运行</translation>
    </message>
    <message>
        <source>Try the verification commands of %1 now</source>
        <translation>立即试运行 %1 的验证命令</translation>
    </message>
    <message>
        <source>running…</source>
        <translation>正在运行…</translation>
    </message>
    <message>
        <source>Setup</source>
        <translation>准备步骤</translation>
    </message>
    <message>
        <source>Part of the result, although git ignores it: %1</source>
        <translation>虽被 git 忽略，仍属于结果：%1</translation>
    </message>
</context>
<context>
    <name>vibecoder::Engine</name>
    <message>
        <source>The task database is damaged.</source>
        <translation>任务数据库已损坏。</translation>
    </message>
    <message>
        <source>Restore it from a backup.</source>
        <translation>请从备份恢复。</translation>
    </message>
    <message>
        <source>The task is running.</source>
        <translation>任务正在运行。</translation>
    </message>
    <message>
        <source>Cancel it first.</source>
        <translation>请先取消。</translation>
    </message>
    <message>
        <source>The folder %1 is not there.</source>
        <translation>文件夹 %1 不存在。</translation>
    </message>
    <message>
        <source>Nobody has accepted the commands of this task yet.</source>
        <translation>还没有人接受此任务的命令。</translation>
    </message>
    <message>
        <source>Accept them first: `vibecoder approve list`.</source>
        <translation>请先接受它们：`vibecoder approve list`。</translation>
    </message>
    <message>
        <source>This task has no verification to compare with.</source>
        <translation>此任务没有可比较的验证记录。</translation>
    </message>
    <message>
        <source>A task works in this directory.</source>
        <translation>有任务正在此目录中工作。</translation>
    </message>
    <message>
        <source>Wait for its end.</source>
        <translation>请等它结束。</translation>
    </message>
</context>
<context>
    <name>vibecoder::FileTreeModel</name>
    <message>
        <source>folder %1</source>
        <translation>文件夹 %1</translation>
    </message>
    <message>
        <source>%1, guarded, %2 added, %3 removed</source>
        <translation>%1，受保护，新增 %2 行，删除 %3 行</translation>
    </message>
    <message>
        <source>%1, %2 added, %3 removed</source>
        <translation>%1，新增 %2 行，删除 %3 行</translation>
    </message>
</context>
<context>
    <name>vibecoder::GeneralPage</name>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>size of text</comment>
        <translation>%1%</translation>
    </message>
    <message>
        <source>Size of text</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Less motion: nothing turns or slides</source>
        <translation>减少动态效果：不旋转，不滑动</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Closing the window keeps the tasks running in the tray</source>
        <translation>关闭窗口后任务在托盘中继续运行</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>An approval is needed</source>
        <translation>需要审批</translation>
    </message>
    <message>
        <source>A task has passed</source>
        <translation>任务已通过</translation>
    </message>
    <message>
        <source>A task has not passed</source>
        <translation>任务未通过</translation>
    </message>
    <message>
        <source>A task has used 80 % or all of its budget</source>
        <translation>任务用掉 80% 或全部预算</translation>
    </message>
    <message>
        <source>The queue has paused by itself</source>
        <translation>队列自动暂停</translation>
    </message>
    <message>
        <source>At most one in ten seconds; several become one.</source>
        <translation>十秒内最多一条，多条会合并。</translation>
    </message>
</context>
<context>
    <name>vibecoder::HelpOverlay</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source> or </source>
        <translation> 或 </translation>
    </message>
    <message>
        <source>Letters alone count outside of text fields. G, then T within half a second.</source>
        <translation>单个字母只在文本框之外有效。先按 G，半秒内再按 T。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>vibecoder::KeyPage</name>
    <message>
        <source>Model and key</source>
        <translation>模型与密钥</translation>
    </message>
    <message>
        <source>Looking for the key…</source>
        <translation>正在查找密钥…</translation>
    </message>
    <message>
        <source>Paste a key; it is never shown again</source>
        <translation>粘贴密钥，之后不再显示</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>API 密钥</translation>
    </message>
    <message>
        <source>Keep in the keychain</source>
        <translation>存入钥匙串</translation>
    </message>
    <message>
        <source>Remove from the keychain</source>
        <translation>从钥匙串移除</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>The key is no longer in the keychain.</source>
        <translation>密钥已从钥匙串移除。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The key comes from the environment, which beats the keychain.</source>
        <translation>密钥来自环境变量，优先于钥匙串。</translation>
    </message>
    <message>
        <source>A key is in the keychain.</source>
        <translation>钥匙串中已有密钥。</translation>
    </message>
    <message>
        <source>There is no key yet.</source>
        <translation>尚无密钥。</translation>
    </message>
    <message>
        <source>No keychain service runs here, so this window cannot keep a key. Put it into ANTHROPIC_API_KEY in the environment and start the program again; it is never written to a file.</source>
        <translation>这里没有运行钥匙串服务，本窗口无法保存密钥。请在环境变量 ANTHROPIC_API_KEY 中设置，然后重新启动程序；密钥绝不会写入文件。</translation>
    </message>
    <message>
        <source>Asking the model server…</source>
        <translation>正在询问模型服务器…</translation>
    </message>
    <message>
        <source>The server accepts the key. Models: %1</source>
        <translation>服务器接受该密钥。模型：%1</translation>
    </message>
    <message>
        <source>none named</source>
        <translation>未列出</translation>
    </message>
    <message>
        <source>Request id: %1</source>
        <translation>请求编号：%1</translation>
    </message>
    <message>
        <source>The key is in the keychain; the next task uses it.</source>
        <translation>密钥已存入钥匙串，下一个任务会使用它。</translation>
    </message>
</context>
<context>
    <name>vibecoder::LiveTab</name>
    <message>
        <source>The task does not run now. What the model said is in the timeline.</source>
        <translation>任务目前没有运行。模型说过的话在时间线里。</translation>
    </message>
    <message>
        <source>The run has ended.</source>
        <translation>运行已结束。</translation>
    </message>
    <message>
        <source>No bytes for %1 s</source>
        <translation>已有 %1 秒没有收到数据</translation>
    </message>
    <message>
        <source>The model writes…</source>
        <translation>模型正在输出…</translation>
    </message>
    <message>
        <source>A command runs; the model waits for it.</source>
        <translation>正在运行命令，模型在等待。</translation>
    </message>
    <message>
        <source>Waits for an approval.</source>
        <translation>正在等待审批。</translation>
    </message>
    <message>
        <source>Waits for the next answer of the model.</source>
        <translation>正在等待模型的下一次回答。</translation>
    </message>
    <message>
        <source>Text of the model, live</source>
        <translation>模型的实时输出</translation>
    </message>
</context>
<context>
    <name>vibecoder::LogModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
</context>
<context>
    <name>vibecoder::LogTab</name>
    <message>
        <source>Export the log</source>
        <translation>导出日志</translation>
    </message>
    <message>
        <source>JSON lines (*.jsonl)</source>
        <translation>JSON 行 (*.jsonl)</translation>
    </message>
    <message>
        <source>The file cannot be written: %1</source>
        <translation>无法写入文件：%1</translation>
    </message>
    <message>
        <source>All levels</source>
        <translation>全部级别</translation>
    </message>
    <message>
        <source>Important</source>
        <translation>重要</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>级别</translation>
    </message>
    <message>
        <source>Filter the log</source>
        <translation>筛选日志</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>跟随</translation>
    </message>
    <message>
        <source>Follow the end of the log</source>
        <translation>跟随日志末尾</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Export the shown lines</source>
        <translation>导出显示的行</translation>
    </message>
    <message>
        <source>Log of the task</source>
        <translation>任务日志</translation>
    </message>
</context>
<context>
    <name>vibecoder::MainWindow</name>
    <message>
        <source>Not understood: %1. Known are status:, repo:, label:, cost&gt; and cost&lt;.</source>
        <translation>无法理解：%1。可用 status:、repo:、label:、cost&gt; 和 cost&lt;。</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) created. They start when an API key is there.</source>
        <translation>
            <numerusform>已创建 %n 个任务。设置 API 密钥后开始运行。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n task(s) created.</source>
        <translation>
            <numerusform>已创建 %n 个任务。</numerusform>
        </translation>
    </message>
    <message>
        <source>(%1) VibeCoder</source>
        <translation>(%1) VibeCoder</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>New task</source>
        <translation>新建任务</translation>
    </message>
    <message>
        <source>Open YAML</source>
        <translation>打开 YAML</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Run queue</source>
        <translation>运行队列</translation>
    </message>
    <message>
        <source>Pause queue</source>
        <translation>暂停队列</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>审批</translation>
    </message>
    <message numerus="yes">
        <source>%n open approval(s)</source>
        <translation>
            <numerusform>%n 个待处理的审批</numerusform>
        </translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Search tasks</source>
        <translation>搜索任务</translation>
    </message>
    <message>
        <source>Words of the name, and status:failed, repo:api, label:nightly, cost&gt;1</source>
        <translation>名称中的文字，以及 status:failed、repo:api、label:nightly、cost&gt;1</translation>
    </message>
    <message>
        <source>The clipboard holds no text.</source>
        <translation>剪贴板中没有文本。</translation>
    </message>
    <message>
        <source>Cancelling &quot;%1&quot;</source>
        <translation>正在取消“%1”</translation>
    </message>
    <message numerus="yes">
        <source>Cancelling %n task(s)</source>
        <translation>
            <numerusform>正在取消 %n 个任务</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message numerus="yes">
        <source>Remove %n task(s) with their history and checkpoints?</source>
        <translation>
            <numerusform>移除 %n 个任务及其历史和检查点？</numerusform>
        </translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>优先级</translation>
    </message>
    <message>
        <source>Higher runs first</source>
        <translation>数值大的先运行</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
    <message>
        <source>Export report</source>
        <translation>导出报告</translation>
    </message>
    <message>
        <source>Report (*.json)</source>
        <translation>报告 (*.json)</translation>
    </message>
    <message>
        <source>Report written.</source>
        <translation>报告已写入。</translation>
    </message>
    <message>
        <source>Open task files</source>
        <translation>打开任务文件</translation>
    </message>
    <message>
        <source>Task files (*.yaml *.yml)</source>
        <translation>任务文件 (*.yaml *.yml)</translation>
    </message>
    <message numerus="yes">
        <source>Drop to look at %n file(s)</source>
        <translation>
            <numerusform>松开以查看 %n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Drop to look at the text</source>
        <translation>松开以查看文本</translation>
    </message>
    <message>
        <source>The task database is busy: held by %1.</source>
        <translation>任务数据库正忙：被 %1 占用。</translation>
    </message>
    <message>
        <source>The worktree is not there any more.</source>
        <translation>工作树已不存在。</translation>
    </message>
</context>
<context>
    <name>vibecoder::MatrixModel</name>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Tests</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>%1 of %2 shown</source>
        <translation>显示 %1 / %2</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <translation>%1，%2：%3</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Base</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
</context>
<context>
    <name>vibecoder::NewTaskDialog</name>
    <message>
        <source>Working directory</source>
        <translation>工作目录</translation>
    </message>
    <message>
        <source>New task</source>
        <translation>新建任务</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>YAML</source>
        <translation>YAML</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Iterations at most</source>
        <translation>最多迭代轮数</translation>
    </message>
    <message>
        <source>Seconds per iteration</source>
        <translation>每轮秒数</translation>
    </message>
    <message>
        <source>Cost limit</source>
        <translation>费用上限</translation>
    </message>
    <message>
        <source>Priority, higher first</source>
        <translation>优先级，大者优先</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即试运行</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Create task</source>
        <translation>创建任务</translation>
    </message>
    <message>
        <source>Task as YAML</source>
        <translation>YAML 形式的任务</translation>
    </message>
    <message>
        <source>The YAML has errors.</source>
        <translation>YAML 有错误。</translation>
    </message>
    <message>
        <source>Create accepts the verification commands as they stand above.</source>
        <translation>创建即表示接受上面的验证命令。</translation>
    </message>
    <message>
        <source>running…</source>
        <translation>正在运行…</translation>
    </message>
    <message>
        <source>Give it a name.</source>
        <translation>请填写名称。</translation>
    </message>
    <message>
        <source>Choose the folder to work in.</source>
        <translation>请选择工作目录。</translation>
    </message>
    <message>
        <source>Describe what is to be done.</source>
        <translation>请描述要做的事情。</translation>
    </message>
    <message>
        <source>Write at least one command that proves the result.</source>
        <translation>请至少填写一条验证命令。</translation>
    </message>
    <message>
        <source>Throw away what was written?</source>
        <translation>要放弃已填写的内容吗？</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Go on writing</source>
        <translation>继续填写</translation>
    </message>
    <message>
        <source>Requirements, one per line</source>
        <translation>要求，每行一条</translation>
    </message>
    <message>
        <source>Verification commands, one per line</source>
        <translation>验证命令，每行一条</translation>
    </message>
    <message>
        <source>A command of several lines goes on in lines that begin with four spaces.</source>
        <translation>多行命令的后续各行以四个空格开头。</translation>
    </message>
    <message>
        <source>A requirement of several lines goes on in lines that begin with four spaces.</source>
        <translation>多行要求的后续各行以四个空格开头。</translation>
    </message>
    <message>
        <source>Attention, %1: %2</source>
        <comment>command, warning</comment>
        <translation>注意，%1：%2</translation>
    </message>
    <message>
        <source>Where it works</source>
        <translation>在哪里工作</translation>
    </message>
    <message>
        <source>Choose by itself</source>
        <translation>自动选择</translation>
    </message>
    <message>
        <source>In a view</source>
        <translation>在视图中</translation>
    </message>
    <message>
        <source>In your folder itself</source>
        <translation>直接在你的文件夹中</translation>
    </message>
    <message>
        <source>In a clone of your repository, which leaves a branch; your folder is unchanged.</source>
        <translation>在你的仓库的克隆中工作，结果留在一个分支上；你的文件夹不变。</translation>
    </message>
    <message>
        <source>In a worktree</source>
        <translation>在工作树中</translation>
    </message>
    <message>
        <source>Your folder stays as it is until the task has passed.</source>
        <translation>任务通过之前，你的文件夹保持不变。</translation>
    </message>
    <message>
        <source>The files in your folder change while it works.</source>
        <translation>工作期间，你的文件夹中的文件会被改动。</translation>
    </message>
    <message>
        <source>Your folder stays as it is until the task has passed; where that is not possible, in the folder itself.</source>
        <translation>任务通过之前，你的文件夹保持不变；无法做到时直接在文件夹中工作。</translation>
    </message>
    <message>
        <source>When it passes</source>
        <translation>通过之后</translation>
    </message>
    <message>
        <source>Apply to your folder</source>
        <translation>应用到你的文件夹</translation>
    </message>
    <message>
        <source>Keep as a patch</source>
        <translation>保留为补丁</translation>
    </message>
    <message>
        <source>The changes of the view wait as a patch until you apply them.</source>
        <translation>视图中的改动保留为补丁，直到你应用它们。</translation>
    </message>
    <message>
        <source>The changes come into your folder; what is risky is asked before.</source>
        <translation>改动会进入你的文件夹；有风险的改动会先征求你的同意。</translation>
    </message>
    <message>
        <source>Setup, one per line (optional)</source>
        <translation>准备步骤，每行一条（可选）</translation>
    </message>
    <message>
        <source>Makes what git ignores and the verification needs. Runs before the first verification and on the clean copy.</source>
        <translation>生成 git 忽略但验证需要的内容。在首次验证之前以及在干净副本上运行。</translation>
    </message>
    <message>
        <source>Create accepts the verification and setup commands as they stand above.</source>
        <translation>创建即表示接受上面的验证命令和准备步骤。</translation>
    </message>
    <message>
        <source>Keep, one path per line (optional)</source>
        <translation>保留路径，每行一个（可选）</translation>
    </message>
    <message>
        <source>Files and folders of the result that git ignores; they are applied with it all the same.</source>
        <translation>结果中被 git 忽略的文件和文件夹；仍会随结果一并应用。</translation>
    </message>
</context>
<context>
    <name>vibecoder::Plot</name>
    <message>
        <source>Nothing in this time</source>
        <translation>这段时间内没有数据</translation>
    </message>
</context>
<context>
    <name>vibecoder::QueuePanel</name>
    <message numerus="yes">
        <source>Nothing runs; %n task(s) queued.</source>
        <translation>
            <numerusform>没有任务运行，%n 个任务排队中。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 running, %2 queued.</source>
        <translation>%1 个运行中，%2 个排队中。</translation>
    </message>
    <message>
        <source>%1 for tasks that ended today</source>
        <translation>今天结束的任务共 %1</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Go on with the queue</source>
        <translation>继续队列</translation>
    </message>
    <message>
        <source>Pause the queue</source>
        <translation>暂停队列</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>并行任务数</translation>
    </message>
    <message>
        <source>Changing: running tasks stop at their next step and go on.</source>
        <translation>正在更改：运行中的任务会在下一步停下，然后继续。</translation>
    </message>
    <message>
        <source>of this window; other programs may work the same queue</source>
        <translation>属于本窗口；其他程序也可处理同一队列</translation>
    </message>
    <message>
        <source>This window works nothing; other programs may.</source>
        <translation>本窗口不处理任务，其他程序可以处理。</translation>
    </message>
    <message>
        <source>Spent today</source>
        <translation>今日费用</translation>
    </message>
    <message>
        <source>At work</source>
        <translation>正在处理</translation>
    </message>
    <message>
        <source>No task runs.</source>
        <translation>没有任务在运行。</translation>
    </message>
</context>
<context>
    <name>vibecoder::RememberDialog</name>
    <message>
        <source>Remember as a rule</source>
        <translation>记为规则</translation>
    </message>
    <message>
        <source>Allow now, and without asking the next time:</source>
        <translation>现在允许，下次不再询问：</translation>
    </message>
    <message>
        <source>until this task ends</source>
        <translation>直到本任务结束</translation>
    </message>
    <message>
        <source>for one day</source>
        <translation>一天</translation>
    </message>
    <message>
        <source>for 30 days</source>
        <translation>30 天</translation>
    </message>
    <message>
        <source>The rule is listed in the settings and can be taken back there.</source>
        <translation>规则会列在设置中，可随时撤销。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Allow and remember</source>
        <translation>允许并记住</translation>
    </message>
    <message>
        <source>in every working directory</source>
        <translation>在所有工作目录中</translation>
    </message>
    <message>
        <source>in %1, sandbox: %2 or better</source>
        <translation>在 %1 中，沙箱：%2 或更强</translation>
    </message>
    <message>
        <source>No command has run in this folder yet.</source>
        <translation>此文件夹中尚未运行过命令。</translation>
    </message>
    <message>
        <source>It would have matched %1 of the last %2 commands.</source>
        <translation>最近 %2 条命令中会匹配 %1 条。</translation>
    </message>
</context>
<context>
    <name>vibecoder::ResultDialog</name>
    <message>
        <source>added</source>
        <translation>已新增</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>已删除</translation>
    </message>
    <message>
        <source>permissions</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已改动</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Apply anyway</source>
        <translation>仍要应用</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Take what this attempt applied out of your folder again</source>
        <translation>把本次尝试应用的改动从你的文件夹中撤销</translation>
    </message>
    <message>
        <source>Take the changes of this attempt into your folder</source>
        <translation>把本次尝试的改动应用到你的文件夹</translation>
    </message>
    <message>
        <source>Looking at what would change…</source>
        <translation>正在查看会有哪些改动…</translation>
    </message>
    <message>
        <source>What would change</source>
        <translation>将会改变的内容</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>还有 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Merged with your changes:</source>
        <translation>已与你的改动合并：</translation>
    </message>
    <message>
        <source>Can never be applied:</source>
        <translation>永远不能应用：</translation>
    </message>
    <message>
        <source>The changes cannot be read whole, so they cannot be applied:</source>
        <translation>无法完整读取改动，因此不能应用：</translation>
    </message>
    <message>
        <source>Not done, because these paths keep changing:</source>
        <translation>未完成，因为这些路径一直在变化：</translation>
    </message>
    <message>
        <source>Not touched, because somebody else changed it since:</source>
        <translation>不会触碰，因为其后被他人修改：</translation>
    </message>
    <message>
        <source>Not removed, because something of yours lies there:</source>
        <translation>未删除，因为其中有你的内容：</translation>
    </message>
    <message>
        <source>Saved meanwhile and kept beside it:</source>
        <translation>期间保存的内容已另存在旁边：</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) applied to your folder.</source>
        <translation>
            <numerusform>已将 %n 个文件应用到你的文件夹。</numerusform>
        </translation>
    </message>
    <message>
        <source>This attempt has not passed. What is applied was not verified.</source>
        <translation>本次尝试没有通过。应用的改动未经验证。</translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) need your answer; what you do not choose is left out.</source>
        <translation>
            <numerusform>%n 处改动需要你确认；没有选择的不会使用。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You changed %n of these files too: choose for each.</source>
        <translation>
            <numerusform>你也改了其中 %n 个文件：请逐个选择。</numerusform>
        </translation>
    </message>
    <message>
        <source>Your folder has all of it already; nothing would change.</source>
        <translation>你的文件夹已包含全部改动，没有变化。</translation>
    </message>
    <message numerus="yes">
        <source>%n path(s) would change. It can be undone.</source>
        <translation>
            <numerusform>将改动 %n 个路径。可以撤销。</numerusform>
        </translation>
    </message>
    <message>
        <source>Taken back: your folder is as it was without this attempt.</source>
        <translation>已撤销：你的文件夹已恢复到没有本次尝试时的样子。</translation>
    </message>
    <message numerus="yes">
        <source>%n path(s) would change. What you changed since then stays.</source>
        <translation>
            <numerusform>将改动 %n 个路径。你之后的改动会保留。</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing of this attempt is left in your folder.</source>
        <translation>你的文件夹中已没有本次尝试的改动。</translation>
    </message>
    <message>
        <source>Choose for each file first</source>
        <translation>请先为每个文件选择</translation>
    </message>
    <message>
        <source>What has changed</source>
        <translation>已改动的内容</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>vibecoder::RollbackDialog</name>
    <message>
        <source>Roll back</source>
        <translation>回滚</translation>
    </message>
    <message>
        <source>Revert a file</source>
        <translation>还原文件</translation>
    </message>
    <message>
        <source>Bring the files back to: %1</source>
        <translation>把文件恢复到：%1</translation>
    </message>
    <message>
        <source>Bring %1 back to: %2</source>
        <translation>把 %1 恢复到：%2</translation>
    </message>
    <message>
        <source>Looking at what would change…</source>
        <translation>正在查看会有哪些改动…</translation>
    </message>
    <message>
        <source>What would change</source>
        <translation>会有的改动</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>还原</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>is left alone</source>
        <translation>保持不动</translation>
    </message>
    <message>
        <source>The files are in this state already: there is nothing to bring back.</source>
        <translation>文件已经处于这个状态，无需恢复。</translation>
    </message>
    <message numerus="yes">
        <source>%n path(s) would change. The present state is kept as a checkpoint first, so this can be undone.</source>
        <translation>
            <numerusform>将改动 %n 个路径。会先把当前状态保存为检查点，因此可以撤销。</numerusform>
        </translation>
    </message>
    <message>
        <source>Bringing the files back…</source>
        <translation>正在恢复文件…</translation>
    </message>
</context>
<context>
    <name>vibecoder::SafetyPage</name>
    <message>
        <source>Safety</source>
        <translation>安全</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>沙箱</translation>
    </message>
    <message>
        <source>Trying the sandbox…</source>
        <translation>正在试用沙箱…</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>审批</translation>
    </message>
    <message>
        <source>Reading, writing in the working directory and the accepted verification commands are not asked. What reaches outside, the network, installs software or deletes what cannot be brought back is asked each time.</source>
        <translation>读取、在工作目录中写入以及已接受的验证命令不会询问。触及外部、使用网络、安装软件或删除无法恢复的内容，每次都会询问。</translation>
    </message>
    <message>
        <source>Rules of your own</source>
        <translation>自定义规则</translation>
    </message>
    <message>
        <source>No rules: only what is built in.</source>
        <translation>没有自定义规则，仅使用内置规则。</translation>
    </message>
    <message>
        <source>Commands run in bubblewrap: no network, a private home, the system read-only.</source>
        <translation>命令在 bubblewrap 中运行：无网络，独立主目录，系统只读。</translation>
    </message>
    <message>
        <source>Commands run under Landlock and a filter; everything that is not read-only is asked.</source>
        <translation>命令在 Landlock 与过滤器下运行；凡非只读的操作都会询问。</translation>
    </message>
    <message>
        <source>Commands run as you, without a sandbox; everything that is not read-only is asked.</source>
        <translation>命令以当前用户身份运行，没有沙箱；凡非只读的操作都会询问。</translation>
    </message>
    <message>
        <source>Why no better one: %1</source>
        <translation>没有更强沙箱的原因：%1</translation>
    </message>
    <message>
        <source>allowed</source>
        <translation>允许</translation>
    </message>
    <message>
        <source>denied</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>asked</source>
        <translation>询问</translation>
    </message>
    <message>
        <source>until its task ends</source>
        <translation>直到任务结束</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>有效至 %1</translation>
    </message>
    <message>
        <source>without end</source>
        <translation>长期有效</translation>
    </message>
    <message numerus="yes">
        <source>used %n time(s)</source>
        <translation>
            <numerusform>已使用 %n 次</numerusform>
        </translation>
    </message>
    <message>
        <source>line %1 of rules.yaml</source>
        <translation>rules.yaml 第 %1 行</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Revoke the rule %1</source>
        <translation>撤销规则 %1</translation>
    </message>
</context>
<context>
    <name>vibecoder::Server</name>
    <message>
        <source>%1 is no IP address.</source>
        <translation>%1 不是 IP 地址。</translation>
    </message>
    <message>
        <source>Give the address to listen on, for example 127.0.0.1.</source>
        <translation>请给出监听地址，例如 127.0.0.1。</translation>
    </message>
    <message>
        <source>Listening on %1 needs a TLS certificate and key.</source>
        <translation>监听 %1 需要 TLS 证书和私钥。</translation>
    </message>
    <message>
        <source>Set tls_certificate and tls_key in the configuration file, or listen on 127.0.0.1.</source>
        <translation>请在配置文件中设置 tls_certificate 和 tls_key，或监听 127.0.0.1。</translation>
    </message>
    <message>
        <source>Port %1 on %2 cannot be used: %3</source>
        <translation>%2 的端口 %1 无法使用：%3</translation>
    </message>
    <message>
        <source>Is another server running? `--port N` takes another port, 0 any free one.</source>
        <translation>是否已有服务器在运行？可用 `--port N` 换一个端口，0 表示任意空闲端口。</translation>
    </message>
</context>
<context>
    <name>vibecoder::ServerPage</name>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>REST API, live events and the page for a browser. It listens on this machine alone unless a certificate is given.</source>
        <translation>提供 REST API、实时事件和浏览器页面。除非提供证书，否则只在本机监听。</translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation>在浏览器中打开</translation>
    </message>
    <message>
        <source>Start with the window</source>
        <translation>随窗口启动</translation>
    </message>
    <message>
        <source>Address and port count from the next start of the server.</source>
        <translation>地址和端口在服务器下次启动时生效。</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <source>Token for scripts</source>
        <translation>脚本用令牌</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Make a new one</source>
        <translation>重新生成</translation>
    </message>
    <message>
        <source>The running server keeps the old token until it is started again.</source>
        <translation>运行中的服务器在重新启动前仍使用旧令牌。</translation>
    </message>
    <message>
        <source>This window has no server; `vibecoder server start` starts one.</source>
        <translation>本窗口没有服务器，可用 `vibecoder server start` 启动。</translation>
    </message>
    <message>
        <source>It runs at %1.</source>
        <translation>正在 %1 运行。</translation>
    </message>
    <message>
        <source>It does not run.</source>
        <translation>未运行。</translation>
    </message>
    <message>
        <source>It does not run: %1</source>
        <translation>未运行：%1</translation>
    </message>
    <message>
        <source>Stop the server</source>
        <translation>停止服务器</translation>
    </message>
    <message>
        <source>Start the server</source>
        <translation>启动服务器</translation>
    </message>
</context>
<context>
    <name>vibecoder::SettingField</name>
    <message>
        <source>Back to the default: %1</source>
        <translation>恢复默认值：%1</translation>
    </message>
    <message>
        <source>Reset %1</source>
        <translation>重置 %1</translation>
    </message>
    <message>
        <source>Given by %1 in the environment</source>
        <translation>由环境变量 %1 给出</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
</context>
<context>
    <name>vibecoder::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>搜索设置</translation>
    </message>
    <message>
        <source>Pages of the settings</source>
        <translation>设置页面</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>限制</translation>
    </message>
    <message>
        <source>For tasks that do not say.</source>
        <translation>用于未指定的任务。</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>数据库</translation>
    </message>
    <message>
        <source>A file of SQLite: sqlite:///FILE. PostgreSQL (postgresql://HOST/NAME) is not part of this build.</source>
        <translation>SQLite 文件：sqlite:///文件。本版本不含 PostgreSQL（postgresql://主机/名称）。</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>States of the working directory that can be brought back. 0 days: none are kept.</source>
        <translation>可恢复的工作目录状态。0 天表示不保留。</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>The log lies in the folder logs beside the database.</source>
        <translation>日志位于数据库旁的 logs 文件夹中。</translation>
    </message>
</context>
<context>
    <name>vibecoder::SettingsPage</name>
    <message>
        <source>Counts from the next start of the program.</source>
        <translation>下次启动程序时生效。</translation>
    </message>
</context>
<context>
    <name>vibecoder::StatsPage</name>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n 天</numerusform>
        </translation>
    </message>
    <message>
        <source>Tasks per day</source>
        <translation>每日任务</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>已通过</translation>
    </message>
    <message>
        <source>not passed</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>Cost per day</source>
        <translation>每日费用</translation>
    </message>
    <message>
        <source>Tokens per day</source>
        <translation>每日 token</translation>
    </message>
    <message>
        <source>in</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>out</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Why tasks ended</source>
        <translation>任务结束原因</translation>
    </message>
</context>
<context>
    <name>vibecoder::StatusStrip</name>
    <message>
        <source>Queue idle</source>
        <translation>队列空闲</translation>
    </message>
    <message>
        <source>%1 running · %2 queued</source>
        <translation>%1 个运行中 · %2 个排队</translation>
    </message>
    <message>
        <source>Queue paused · %1 queued</source>
        <translation>队列已暂停 · %1 个排队</translation>
    </message>
    <message>
        <source>Today %1</source>
        <translation>今日 %1</translation>
    </message>
    <message>
        <source>No API key</source>
        <translation>没有 API 密钥</translation>
    </message>
    <message>
        <source>Sandbox …</source>
        <translation>沙箱 …</translation>
    </message>
    <message>
        <source>Sandbox on</source>
        <translation>沙箱已启用</translation>
    </message>
    <message>
        <source>No sandbox</source>
        <translation>没有沙箱</translation>
    </message>
    <message>
        <source>Server off</source>
        <translation>服务器未启动</translation>
    </message>
</context>
<context>
    <name>vibecoder::TaskDelegate</name>
    <message>
        <source>next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>no. %1</source>
        <translation>第 %1 位</translation>
    </message>
</context>
<context>
    <name>vibecoder::TaskFigures</name>
    <message>
        <source>Iteration %1, cost %2 of %3, %4 tokens</source>
        <translation>迭代 %1，费用 %2 / %3，%4 token</translation>
    </message>
    <message>
        <source>Iteration</source>
        <translation>迭代</translation>
    </message>
    <message>
        <source>Tests</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>Elapsed</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
</context>
<context>
    <name>vibecoder::TaskHeader</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Cancel this task</source>
        <translation>取消此任务</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation>回滚…</translation>
    </message>
    <message>
        <source>Roll the files back</source>
        <translation>回滚文件</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Report of this task</source>
        <translation>此任务的报告</translation>
    </message>
    <message>
        <source>Attempt</source>
        <translation>尝试</translation>
    </message>
    <message>
        <source>Attempt %1</source>
        <translation>第 %1 次尝试</translation>
    </message>
    <message>
        <source>It has ended already</source>
        <translation>任务已经结束</translation>
    </message>
    <message>
        <source>It is being cancelled</source>
        <translation>正在取消</translation>
    </message>
    <message>
        <source>Possible when it has ended</source>
        <translation>任务结束后才可以</translation>
    </message>
    <message>
        <source>Is being cancelled; the running step ends first.</source>
        <translation>正在取消，会先结束当前步骤。</translation>
    </message>
    <message>
        <source>Open your folder</source>
        <translation>打开你的文件夹</translation>
    </message>
    <message>
        <source>Retry: another attempt</source>
        <translation>重试：再做一次尝试</translation>
    </message>
</context>
<context>
    <name>vibecoder::TaskListModel</name>
    <message>
        <source>Needs you</source>
        <translation>待处理</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>Loading more…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Priority</source>
        <translation>优先级</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Tests</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Updated</source>
        <translation>更新</translation>
    </message>
</context>
<context>
    <name>vibecoder::TaskPage</name>
    <message>
        <source>checkpoint %1</source>
        <translation>检查点 %1</translation>
    </message>
    <message>
        <source>the start of the task</source>
        <translation>任务开始时</translation>
    </message>
    <message>
        <source>Parts of the task page</source>
        <translation>任务页面的各部分</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>改动</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Artifacts</source>
        <translation>产物</translation>
    </message>
    <message>
        <source>Definition</source>
        <translation>定义</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>Cancel the task</source>
        <translation>取消任务</translation>
    </message>
    <message>
        <source>Retry the task</source>
        <translation>重试任务</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>回滚</translation>
    </message>
    <message>
        <source>This attempt has no checkpoints.</source>
        <translation>这次尝试没有检查点。</translation>
    </message>
    <message>
        <source>Checkpoints</source>
        <translation>检查点</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Choose a task in the list.</source>
        <translation>请在列表中选择任务。</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Go on from the last state</source>
        <translation>从最后状态继续</translation>
    </message>
    <message>
        <source>Start fresh from your folder</source>
        <translation>从你的文件夹重新开始</translation>
    </message>
    <message>
        <source>Open the worktree</source>
        <translation>打开工作树</translation>
    </message>
    <message>
        <source>The worktree is not there any more.</source>
        <translation>工作树已不存在。</translation>
    </message>
</context>
<context>
    <name>vibecoder::TaskView</name>
    <message>
        <source>What needs you first</source>
        <translation>待处理的在前</translation>
    </message>
    <message>
        <source>Newest first</source>
        <translation>最新的在前</translation>
    </message>
    <message>
        <source>Last changed first</source>
        <translation>最近更新的在前</translation>
    </message>
    <message>
        <source>Highest priority first</source>
        <translation>优先级高的在前</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>按名称</translation>
    </message>
    <message>
        <source>Most expensive first</source>
        <translation>费用高的在前</translation>
    </message>
    <message>
        <source>By status</source>
        <translation>按状态</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Needs you</source>
        <translation>待处理</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>未通过</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>已通过</translation>
    </message>
    <message numerus="yes">
        <source>Show: %1, %n task(s)</source>
        <translation>
            <numerusform>显示：%1，%n 个任务</numerusform>
        </translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>任务</translation>
    </message>
    <message>
        <source>No task fits</source>
        <translation>没有符合条件的任务</translation>
    </message>
    <message>
        <source>Drop a task YAML here</source>
        <translation>把任务 YAML 拖到这里</translation>
    </message>
    <message>
        <source>Take away a word of the search or a filter.</source>
        <translation>请减少搜索词或筛选条件。</translation>
    </message>
    <message>
        <source>Nothing runs before you press Create.</source>
        <translation>点击“创建”之前不会运行任何内容。</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Open YAML</source>
        <translation>打开 YAML</translation>
    </message>
    <message>
        <source>Filter and sort the list</source>
        <translation>筛选和排序</translation>
    </message>
</context>
<context>
    <name>vibecoder::TimelineTab</name>
    <message>
        <source>Timeline of the task</source>
        <translation>任务时间线</translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n 条新内容</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>vibecoder::Toast</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>vibecoder::TrayIcon</name>
    <message>
        <source>Open VibeCoder</source>
        <translation>打开 VibeCoder</translation>
    </message>
    <message numerus="yes">
        <source>%n approval(s)…</source>
        <translation>
            <numerusform>%n 项审批…</numerusform>
        </translation>
    </message>
    <message>
        <source>Approvals…</source>
        <translation>审批…</translation>
    </message>
    <message>
        <source>Go on with the queue</source>
        <translation>继续队列</translation>
    </message>
    <message>
        <source>Pause the queue</source>
        <translation>暂停队列</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>VibeCoder: paused</source>
        <translation>VibeCoder：已暂停</translation>
    </message>
    <message>
        <source>VibeCoder: nothing runs</source>
        <translation>VibeCoder：没有任务运行</translation>
    </message>
    <message numerus="yes">
        <source>VibeCoder: %n task(s) running</source>
        <translation>
            <numerusform>VibeCoder：%n 个任务运行中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>VibeCoder: %n approval(s) needed</source>
        <translation>
            <numerusform>VibeCoder：%n 项审批待处理</numerusform>
        </translation>
    </message>
    <message>
        <source>VibeCoder: the queue has paused by itself</source>
        <translation>VibeCoder：队列自动暂停</translation>
    </message>
</context>
<context>
    <name>vibecoder::UsageChart</name>
    <message>
        <source>%1 spent of %2</source>
        <translation>已用 %1，上限 %2</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>base</source>
        <translation>基线</translation>
    </message>
    <message>
        <source>Cost so far</source>
        <translation>累计费用</translation>
    </message>
    <message>
        <source>cap %1</source>
        <translation>上限 %1</translation>
    </message>
</context>
<context>
    <name>vibecoder::VerificationTab</name>
    <message>
        <source>expected: %1</source>
        <translation>期望：%1</translation>
    </message>
    <message>
        <source>actual: %1</source>
        <translation>实际：%1</translation>
    </message>
    <message>
        <source>Captured output</source>
        <translation>捕获的输出</translation>
    </message>
    <message>
        <source>Filter tests</source>
        <translation>筛选测试</translation>
    </message>
    <message>
        <source>Names of the tests</source>
        <translation>测试名称</translation>
    </message>
    <message>
        <source>Tests by iteration</source>
        <translation>各轮的测试</translation>
    </message>
    <message>
        <source>Raw output</source>
        <translation>原始输出</translation>
    </message>
    <message>
        <source>Open the whole output of the command</source>
        <translation>打开命令的完整输出</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the failure</source>
        <translation>复制失败信息</translation>
    </message>
    <message>
        <source>Message of the failure</source>
        <translation>失败信息</translation>
    </message>
    <message>
        <source>Frames of the failure</source>
        <translation>失败的调用栈</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>调用栈</translation>
    </message>
    <message>
        <source>Changed %1</source>
        <translation>有变化 %1</translation>
    </message>
    <message>
        <source>Failing %1</source>
        <translation>未通过 %1</translation>
    </message>
    <message>
        <source>Regressed %1</source>
        <translation>回退 %1</translation>
    </message>
    <message>
        <source>All %1</source>
        <translation>全部 %1</translation>
    </message>
    <message>
        <source>Nothing has been verified yet.</source>
        <translation>还没有验证过。</translation>
    </message>
    <message>
        <source>No test fits this filter.</source>
        <translation>没有符合筛选条件的测试。</translation>
    </message>
    <message>
        <source>No failure here.</source>
        <translation>此处没有失败。</translation>
    </message>
</context>
<context>
    <name>vibecoder::WelcomePage</name>
    <message>
        <source>Get the first task to pass</source>
        <translation>让第一个任务通过</translation>
    </message>
    <message>
        <source>VibeCoder edits, runs your tests and repeats until they pass. You approve anything risky.</source>
        <translation>VibeCoder 修改代码、运行测试，反复直到通过。有风险的操作由你批准。</translation>
    </message>
    <message>
        <source>Try the demo: no key, no network</source>
        <translation>试用演示：不需要密钥和网络</translation>
    </message>
    <message>
        <source>Add an Anthropic API key</source>
        <translation>添加 Anthropic API 密钥</translation>
    </message>
    <message>
        <source>Create a task</source>
        <translation>创建任务</translation>
    </message>
    <message>
        <source>A small broken project is repaired in three iterations, with one approval on the way. It takes less than a minute.</source>
        <translation>用三轮迭代修复一个有问题的小项目，途中有一次审批，不到一分钟。</translation>
    </message>
    <message>
        <source>Kept in the system keychain. Never written to logs or the database.</source>
        <translation>保存在系统密钥环中，绝不写入日志或数据库。</translation>
    </message>
    <message>
        <source>Name the goal, choose a folder, and give the command that proves it: pytest, npm test, make check.</source>
        <translation>写明目标，选择文件夹，给出能证明结果的命令：pytest、npm test、make check。</translation>
    </message>
    <message>
        <source>Run demo</source>
        <translation>运行演示</translation>
    </message>
    <message>
        <source>Test and save</source>
        <translation>测试并保存</translation>
    </message>
    <message>
        <source>New task</source>
        <translation>新建任务</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Also in the shell: %1</source>
        <translation>也可在终端运行：%1</translation>
    </message>
    <message>
        <source>Anthropic API key</source>
        <translation>Anthropic API 密钥</translation>
    </message>
    <message>
        <source>Or set %1 before starting.</source>
        <translation>或在启动前设置 %1。</translation>
    </message>
    <message>
        <source>Asking the server…</source>
        <translation>正在询问服务器…</translation>
    </message>
    <message>
        <source>The key works and is kept.</source>
        <translation>密钥可用，已保存。</translation>
    </message>
    <message>
        <source>No keychain service runs here, so no key can be kept. Set %1 before starting.</source>
        <translation>此处没有运行密钥环服务，无法保存密钥。请在启动前设置 %1。</translation>
    </message>
</context>
<context>
    <name>wire</name>
    <message>
        <source>%1 has a wrong value; accepted: %2</source>
        <translation>%1 的值有误；可用：%2</translation>
    </message>
    <message>
        <source>%1 is not a known field</source>
        <translation>%1 不是已知字段</translation>
    </message>
    <message>
        <source>text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>a list of texts</source>
        <translation>文本列表</translation>
    </message>
    <message>
        <source>true or false</source>
        <translation>true 或 false</translation>
    </message>
    <message>
        <source>a whole number</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>数字</translation>
    </message>
    <message>
        <source>a time in ISO 8601</source>
        <translation>ISO 8601 格式的时间</translation>
    </message>
    <message>
        <source>an object</source>
        <translation>对象</translation>
    </message>
</context>
<context>
    <name>workspace</name>
    <message>
        <source>The working directory %1 does not exist.</source>
        <translation>工作目录 %1 不存在。</translation>
    </message>
    <message>
        <source>%1 cannot be a working directory: it is or holds the home folder or a folder of this program.</source>
        <translation>%1 不能作为工作目录：它是或包含主文件夹或本程序的文件夹。</translation>
    </message>
    <message>
        <source>The working directory %1 is not a folder or cannot be opened.</source>
        <translation>工作目录 %1 不是文件夹或无法打开。</translation>
    </message>
</context>
</TS>
