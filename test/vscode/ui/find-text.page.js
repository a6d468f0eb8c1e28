// Knows how an editor's text lies in the page: the middle of the first place that shows `wanted`, else undefined.
// Runs inside the page, read as text by editor.ts: it can see nothing of ours, and TypeScript does not check it.
(wanted) => {
  // Lines lie in the page in the order they were drawn, not in the order they are read.
  const lines = [...document.querySelectorAll('.editor-instance .view-line')].sort(
    (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
  );
  for (const line of lines) {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const letters = [];
    let content = '';
    while (walker.nextNode()) {
      const node = walker.currentNode;
      for (let index = 0; index < node.textContent.length; index++) letters.push({ node, index });
      // The editor draws each space as one that does not break.
      content += node.textContent.replaceAll('\u00a0', ' ');
    }
    const at = content.indexOf(wanted);
    if (at < 0) continue;
    const first = letters[at];
    const last = letters[at + wanted.length - 1];
    const range = document.createRange();
    range.setStart(first.node, first.index);
    range.setEnd(last.node, last.index + 1);
    const box = range.getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }
  return undefined;
}
