// Knows one thing of the generated grammar: it asks Langium to read it, and Langium's reader needs all of its services for
// documents, a ninth of the server. Our own reader takes its place. Runs after the generator.
import { readFileSync, writeFileSync } from 'node:fs';

const path = new URL('../language-server/syntax/generated/grammar.ts', import.meta.url);
const text = readFileSync(path, 'utf8');
const theirs = "import { loadGrammarFromJson } from 'langium';";
if (!text.includes(theirs)) throw new Error('The generator writes its grammar in another way: see scripts/own-grammar-reader.ts.');
writeFileSync(path, text.replace(theirs, "import { loadGrammarFromJson } from '../grammar-from-json.ts';"));
