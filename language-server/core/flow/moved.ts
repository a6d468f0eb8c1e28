// Findings of lines that an edit moves and does not touch.
import type { Finding } from './finding.ts';

/** Lines from `from` on move by so many lines. */
export interface Move {
  readonly from: number;
  readonly by: number;
}

export const moved = (finding: Finding, { from, by }: Move): Finding => {
  const { line, related } = finding;
  const isMoved = (place: { readonly line: number }): boolean => place.line >= from;
  if (!isMoved(finding) && related?.some(isMoved) !== true) return finding;
  return {
    ...finding,
    line: line >= from ? line + by : line,
    ...(related === undefined ? {} : { related: related.map((place) => (isMoved(place) ? { ...place, line: place.line + by } : place)) }),
  };
};
