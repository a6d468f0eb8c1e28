// An endpoint's declaration: its state and its properties. Knows which there are; resolves and judges nothing.
import { say } from '../core/flow/message.ts';
import type { EndpointDeclaration, Span, Word } from '../core/flow/statement.ts';
import { parseState, states } from '../core/tcp/state.ts';
import type { Endpoint } from './generated/ast.ts';
import { readName } from './name.ts';
import { nearest } from '../core/flow/nearest.ts';
import type { Tree } from './parser.ts';
import type { Problems } from './problems.ts';
import { readField, readNumberField, readTextField, readWord, refuseTwice, type PropertyTree } from './property.ts';
import { endpointVocabulary, quoted } from './vocabulary.ts';

type Draft = { -readonly [Key in keyof EndpointDeclaration]: EndpointDeclaration[Key] };

/** The declaration as far as it can be read; undefined without a name. */
export const lowerEndpoint = (tree: Tree<Endpoint>, problems: Problems): EndpointDeclaration | undefined => {
  if (!tree.name) return undefined;
  const draft: Draft = { name: readName(tree.name, problems) };
  for (const property of tree.properties ?? []) {
    if (property.name) readProperty(property, property.name, draft, problems);
  }
  return draft;
};

const readProperty = (property: PropertyTree, { text: name, span }: Word, draft: Draft, problems: Problems): void => {
  switch (name) {
    case 'isn': case 'seq': case 'ack': {
      const field = readField(property, problems);
      if (draft[name]) refuseTwice(property, problems);
      else if (field) draft[name] = field;
      return;
    }
    case 'win': case 'mss': case 'ws': case 'port': {
      const field = readNumberField(property, problems);
      if (draft[name]) refuseTwice(property, problems);
      else if (field) draft[name] = field;
      return;
    }
    case 'addr': case 'label': {
      const text = readTextField(property, problems);
      if (draft[name]) refuseTwice(property, problems);
      else if (text) draft[name] = text;
      return;
    }
    case 'sack_perm': {
      if (draft.sackPermitted) refuseTwice(property, problems);
      else draft.sackPermitted = readWord(property, problems);
      return;
    }
    case 'ts': {
      if (draft.ts) refuseTwice(property, problems);
      else draft.ts = readWord(property, problems);
      return;
    }
    default:
      readState(property, name, span, draft, problems);
  }
};

const readState = (property: PropertyTree, name: string, span: Span, draft: Draft, problems: Problems): void => {
  const state = property.equals ? undefined : parseState(name);
  if (state === undefined) unknown(property, name, span, problems);
  else if (draft.state) problems.report(span, say`an endpoint begins in one state`);
  else draft.state = { state, span };
};

const unknown = (property: PropertyTree, name: string, span: Span, problems: Problems): void => {
  const state = property.equals ? undefined : nearest(name, states);
  const meant = Object.hasOwn(habits, name) ? habits[name] : nearest(name, endpointVocabulary);
  if (state !== undefined && (meant === undefined || name === name.toUpperCase())) {
    problems.report(span, say`unknown state \`${name}\`; did you mean \`${state}\`?`, state);
  } else if (meant !== undefined) {
    problems.report(span, say`unknown property \`${name}\`; did you mean \`${meant}\`?`, meant);
  } else if (property.equals) {
    problems.report(span, say`unknown property \`${name}\`; the properties are ${quoted(endpointVocabulary)}`);
  } else {
    problems.report(span, say`expected a state or a property after the endpoint, found \`${name}\``);
  }
};

const habits: Readonly<Record<string, string>> = {
  iss: 'isn', window: 'win', wscale: 'ws', sackOK: 'sack_perm', sack: 'sack_perm', ip: 'addr', address: 'addr', title: 'label', as: 'label',
  timestamps: 'ts',
};
