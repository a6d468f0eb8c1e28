// Asks a preview's webview for what only it knows or can do when a diagram is exported. Must not know what is done with it.
import type { Webview } from 'vscode';
import { exportAnswer, type ExportAnswer, type ExportQuestion } from '../webview/export-messages.ts';

/** The line at which the flow begins that the webview shows; undefined where it shows none. */
export const shownFlow = async (webview: Webview): Promise<number | undefined> => {
  const answer = await ask(webview, (id) => ({ type: 'shown-flow', ask: id }));
  return answer.type === 'shown-flow' ? answer.line : undefined;
};

/** The SVG as a PNG, `scale` times its size; undefined where that is more than browsers can draw. */
export const rasterise = async (webview: Webview, svg: string, scale: number): Promise<Uint8Array | undefined> => {
  // A question is lost on a webview that does not listen yet. This one is too large to be asked in vain.
  await shownFlow(webview);
  const answer = await ask(webview, (id) => ({ type: 'rasterise', ask: id, svg, scale }), false);
  return answer.type === 'rasterised' ? answer.png : undefined;
};

let asked = 0;
/** Milliseconds. A webview that has just been opened needs its time. */
const again = 250;
const patience = 30_000;

/** Rejects when there is no answer for long. */
const ask = (webview: Webview, question: (id: number) => ExportQuestion, repeat = true): Promise<ExportAnswer> => new Promise((resolve, reject) => {
  const id = ++asked;
  const send = (): void => void webview.postMessage(question(id));
  const done = (): void => {
    clearInterval(repeating);
    clearTimeout(waiting);
    subscription.dispose();
  };
  const subscription = webview.onDidReceiveMessage((value: unknown) => {
    const answer = exportAnswer(value);
    if (answer?.ask !== id) return;
    done();
    resolve(answer);
  });
  const repeating = repeat ? setInterval(send, again) : undefined;
  const waiting = setTimeout(() => {
    done();
    reject(new Error('the preview does not answer'));
  }, patience);
  send();
});
