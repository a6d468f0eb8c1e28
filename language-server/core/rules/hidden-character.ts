// A character that nobody sees, where no script and no emoji needs it.
import { say } from '../flow/message.ts';
import { rule } from './rule.ts';

export const hiddenCharacter = rule({
  code: 'hidden-character',
  severity: 'warning',
  summary: 'a character that cannot be seen, or that turns the direction of what is read',
  *file(_flows, hiding) {
    for (const { line, hidden } of hiding) {
      for (const { span, codes } of hidden ?? []) {
        // Editors write a byte order mark at the beginning of a file, and show nothing of it; whatever else stands there is no syntax.
        if (line === 0 && span.start === 0) continue;
        yield { line, span, message: /U\+(?:061C|200[EF]|202[A-E]|206[6-9])/.test(codes)
          ? say`${codes} turns the direction in which this line is shown: it says something else than one reads`
          : say`${codes} cannot be seen: this line has more in it than one reads` };
      }
    }
  },
});
