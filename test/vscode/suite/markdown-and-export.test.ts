// What leaves the editor, from its inside: diagrams in Markdown as VS Code's own engine renders it, and on the clipboard.
// Must not know the screen; test/vscode/ui looks at that.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const handshake = 'client -> server: [SYN]\nserver -> client: [SYN, ACK]\nclient -> server: [ACK]\n';

const rendered = (markdown: string): Thenable<string> => vscode.commands.executeCommand<string>('markdown.api.render', markdown);

const until = async (what: string, look: () => Promise<boolean>): Promise<void> => {
  const patience = Date.now() + 30_000;
  while (Date.now() < patience) {
    if (await look()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never came: ${what}`);
};

describe('Markdown', () => {
  it('has a diagram for each tcpflow block, and what is wrong below', async () => {
    const html = await rendered(`# Title\n\n\`\`\`tcpflow\n${handshake.replace('[SYN, ACK]', '[SYN, ACK] ack=7')}\`\`\`\n\n\`\`\`tcpflow\n${handshake}\`\`\`\n`);
    assert.equal(html.match(/<svg [^>]*class="tcpflow"/g)?.length, 2);
    assert.equal(html.match(/<ul class="tcpflow-findings"><li class="error"><b>Line 2: error<\/b> acknowledges 7, [^<]*<code>ack-of-unsent-data<\/code><\/li><\/ul>/g)?.length, 1);
  });

  it('leaves all other blocks as they are', async () => {
    const html = await rendered(`\`\`\`tcpflows\n${handshake}\`\`\`\n\n\`\`\`js\nlet x;\n\`\`\`\n`);
    assert.doesNotMatch(html, /<svg/);
    assert.match(html, /client -&gt; server/);
  });

  it('has nothing in it that runs, whatever a block says', async () => {
    const evil = '</svg></div><script>alert(1)</script><img src=x onerror=alert(1)>';
    const html = await rendered(`\`\`\`tcpflow\nflow "${evil}" {\n  a -> b: [SYN] "${evil}"\n  note "${evil}"\n  ${evil}\n}\n\`\`\`\n\n\`\`\`tcpflow\n${evil}\n\`\`\`\n`);
    assert.match(html, /<svg /);
    assert.doesNotMatch(html, /<script|<img|<a /);
  });
});

describe('tcpflow.copyDiagram', () => {
  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('puts the flow at the cursor on the clipboard', async () => {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'mistakes.tcpflow');
    const editor = await vscode.window.showTextDocument(uri);
    const line = editor.document.getText().split('\n').findIndex((text) => text.startsWith('flow "More after the FIN"'));
    editor.selection = new vscode.Selection(line + 1, 0, line + 1, 0);
    await vscode.env.clipboard.writeText('before');
    const copied = vscode.commands.executeCommand('tcpflow.copyDiagram');
    await until('the clipboard has the diagram', async () => {
      // The list takes the key only once it is there.
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return (await vscode.env.clipboard.readText()) !== 'before';
    });
    await copied;
    assert.match(await vscode.env.clipboard.readText(), /^<svg [^]*<title>More after the FIN<\/title>/);
  });
});
