// Whether a name may be given another text. Knows scopes, not how a name is written.
import { say, type Message } from '../flow/message.ts';
import type { Name } from './names.ts';

/** Why not; undefined where nothing else in its scope has that name already. */
export const clashOf = (names: readonly Name[], { kind, text, flow }: Name, newText: string): Message | undefined => {
  if (newText === text) return undefined;
  // What the file declares is known in each flow, and what a flow declares hides it there.
  const taken = names.some((other) => other.kind === kind && other.text === newText && (flow === 0 || other.flow === 0 || other.flow === flow));
  if (!taken) return undefined;
  switch (kind) {
    case 'endpoint': return say`there is another endpoint \`${newText}\` already`;
    case 'isn': return say`\`${newText}\` is another endpoint's initial sequence number already`;
    case 'segment': return say`there is another segment \`${newText}\` already`;
  }
};
