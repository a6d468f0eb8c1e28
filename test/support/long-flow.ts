// A right flow of any length, as an imported capture has it: all numbers written out.

export const longFlow = (lines: number): string => {
  const text = [
    'endpoint client isn=0',
    'endpoint server isn=0',
    'client -> server: [SYN] seq=0 win=64240',
    'server -> client: [SYN, ACK] seq=0 ack=1 win=65160',
    'client -> server: [ACK] seq=1 ack=1 win=64256',
  ];
  for (let seq = 1; text.length < lines; seq = (seq + 1000) >>> 0) {
    text.push(`client -> server: [PSH, ACK] seq=${seq} ack=1 win=64256 len=1000`, `server -> client: [ACK] seq=1 ack=${(seq + 1000) >>> 0} win=65160`);
  }
  return text.slice(0, lines).join('\n');
};
