// In which tests a mutant makes any difference: where its expression never has another value than the original, it need not be run, and
// almost everything that it touches is of that kind. Knows Stryker's instrumented code; no tests.
import ts from 'typescript';
import type { InstrumenterContext } from '@stryker-mutator/api/core';

/** Stryker's word: `stryMutAct('1') ? mutated : stryMutAct('2') ? mutated : (mutants are covered, original)`. */
const isActive = 'stryMutAct_9fa48';

export interface Differences {
  /** A module's code that asks each mutant for its value too. */
  readonly watching: (code: string) => string;
  /** Where such code is running from now on, while a test runs. */
  readonly watch: (test: () => string | undefined, stryker: InstrumenterContext) => void;
  /** Whether it made a difference in a test, or nobody knows. */
  readonly differs: (test: string, mutant: string) => boolean;
}

// What is done twice does something else the second time: a mutant of it counts as different wherever it is touched. So does one that is asked
// that often in a test.
const changing = new Set(['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'set', 'add', 'delete', 'next']);
const mostAsked = 400;
const mostCompared = 400;

export const differences = (): Differences => {
  const judged = new Set<string>();
  const different = new Map<string, Set<string>>();
  const asked = new Map<string, number>();
  let quiet = false;

  const compare = (test: () => string | undefined, stryker: InstrumenterContext) => (mutants: readonly string[], value: () => unknown): unknown => {
    const original = value();
    const name = quiet ? undefined : test();
    if (name === undefined) return original;
    const found = different.get(name) ?? new Set<string>();
    different.set(name, found);
    quiet = true;
    for (const mutant of mutants) {
      if (found.has(mutant)) continue;
      const times = (asked.get(`${mutant} ${name}`) ?? 0) + 1;
      asked.set(`${mutant} ${name}`, times);
      stryker.activeMutant = mutant;
      if (times > mostAsked || !isEqual(original, value)) found.add(mutant);
    }
    Object.assign(stryker, { activeMutant: undefined });
    quiet = false;
    return original;
  };

  return {
    watch: (test, stryker) => Object.assign(globalThis, { watchMutants: compare(test, stryker) }),
    differs: (test, mutant) => !judged.has(mutant) || different.get(test)?.has(mutant) === true,
    watching: (code) => (code.includes(isActive) ? rewritten(ts.createSourceFile('code.js', code, ts.ScriptTarget.Latest, true), judged) : code),
  };
};

/** The code with what a switch is the outermost of as a call: `watchMutants(['1', '2'], () => …)`. What stands in a function in it is watched by itself. */
const rewritten = (file: ts.SourceFile, judged: Set<string>): string => {
  /** `mutants`: of the expression that the node is in; without it, it is in none. */
  const written = (node: ts.Node, mutants: string[] | undefined): string => {
    const parts: string[] = [];
    let end = node.getStart(file);
    const put = (inner: ts.Node, text: string): void => {
      parts.push(file.text.slice(end, inner.getStart(file)), text);
      end = inner.getEnd();
    };
    const visit = (inner: ts.Node): void => {
      const mutant = mutantOf(inner);
      if (mutants !== undefined && ts.isFunctionLike(inner)) put(inner, written(inner, undefined));
      else if (mutants === undefined && mutant !== undefined && isRepeatable(inner)) {
        const own = [mutant];
        const text = written(inner, own);
        for (const one of own) judged.add(one);
        put(inner, `watchMutants(${JSON.stringify(own)}, () => (${text}))`);
      } else {
        if (mutants !== undefined && mutant !== undefined) mutants.push(mutant);
        ts.forEachChild(inner, visit);
      }
    };
    ts.forEachChild(node, visit);
    return parts.join('') + file.text.slice(end, node.getEnd());
  };
  return written(file, undefined);
};

const mutantOf = (node: ts.Node): string | undefined => {
  if (!ts.isConditionalExpression(node) || !ts.isCallExpression(node.condition) || node.condition.expression.getText() !== isActive) return undefined;
  const [mutant] = node.condition.arguments;
  return mutant !== undefined && ts.isStringLiteral(mutant) ? mutant.text : undefined;
};

/** It changes nothing, as far as its own words tell; a function in it may. What is called for nothing else is called for what it changes. */
const isRepeatable = (node: ts.Node): boolean => !changes(node) && ts.forEachChild(node, (child) => (isRepeatable(child) ? undefined : true)) !== true;

const changes = (node: ts.Node): boolean => {
  if (ts.isYieldExpression(node) || ts.isAwaitExpression(node) || ts.isDeleteExpression(node)) return true;
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
  if (ts.isExpressionStatement(node)) return true;
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && changing.has(node.expression.name.text);
};

const isEqual = (value: unknown, mutated: () => unknown): boolean => {
  try {
    return same(value, mutated());
  } catch {
    return false;
  }
};

/** Plain values, looked into up to a bound; all else is different. */
const same = (one: unknown, other: unknown): boolean => {
  const pairs: [unknown, unknown][] = [[one, other]];
  for (let compared = 0; pairs.length > 0; compared++) {
    const [a, b] = pairs.pop()!;
    if (Object.is(a, b)) continue;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || compared > mostCompared) return false;
    if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b) || !(Array.isArray(a) || Object.getPrototypeOf(a) === Object.prototype)) return false;
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length || (Array.isArray(a) && a.length !== (b as unknown[]).length)) return false;
    for (const key of keys) {
      if (!Object.hasOwn(b, key)) return false;
      pairs.push([(a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]]);
    }
  }
  return true;
};
