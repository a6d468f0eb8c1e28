// Where on a segment's line a finding stands.
import type { SegmentStatement, Span } from '../flow/statement.ts';

/** A field or an option; where the line leaves it out, the flags. */
export const placeOf = ({ flagsSpan }: SegmentStatement, field: { readonly span: Span } | undefined): Span => field?.span ?? flagsSpan;

/** What says how much data the segment has. */
export const placeOfData = (statement: SegmentStatement): Span => placeOf(statement, statement.len ?? statement.payload);
