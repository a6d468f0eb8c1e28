// What the checker says, as a template with its values, so that one source serves every language.
import { particle } from './particle.ts';

/** `text` is English with `{0}`, `{1}` … where the values go; a translation is looked up by it. */
export interface Message {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** Template tag: say`acknowledges ${ack}, but …`. */
export const say = (parts: TemplateStringsArray, ...values: (string | number)[]): Message => ({
  text: parts.reduce((text, part, index) => `${text}{${index - 1}}${part}`),
  values,
});

/** Translations by English template. A template that is missing is shown in English. */
export type Bundle = Readonly<Record<string, string>>;

/** The message as text, in English or in the language of the bundle. A translation may write `{0:은/는}`: the value and its particle. */
export const format = (message: Message, bundle: Bundle = {}): string => {
  const template = Object.hasOwn(bundle, message.text) ? bundle[message.text]! : message.text;
  return template.replace(/\{(\d+)(?::([^/{}]+)\/([^/{}]+))?\}/g, (whole, index: string, consonant?: string, vowel?: string) => {
    const value = message.values[Number(index)];
    if (value === undefined) return whole;
    return consonant === undefined || vowel === undefined ? String(value) : `${value}${particle(String(value), consonant, vowel)}`;
  });
};
