/** Parses an ASP.NET route template: literals, parameters, constraints, defaults, optional and catch-all segments. */
import { type Constraint, parseConstraint } from './route-constraints.ts';

export type Parameter = {
  name: string;
  constraints: readonly Constraint[];
  optional: boolean;
  catchAll: boolean;
  defaultValue: string | undefined;
};

export type Segment =
  | { kind: 'literal'; text: string }
  | { kind: 'parameter'; parameter: Parameter }
  /** Text and parameters in one segment, such as `{id}.pdf`. */
  | { kind: 'mixed'; pattern: RegExp; parameters: readonly Parameter[] };

type Piece = { text: string; isParameter: boolean };

/** Segments of a template; literals are lower-cased. Throws on a malformed template or an unknown constraint. */
export function parseTemplate(template: string): Segment[] {
  const trimmed = template.replace(/^\/+|\/+$/g, '');
  return trimmed === '' ? [] : splitSegments(trimmed).map(parseSegment);
}

/** Splits at slashes outside braces (a regex constraint may hold one). `{{` and `}}` stand for single braces. */
function splitSegments(template: string): Piece[][] {
  const segments: Piece[][] = [[]];
  let text = '';
  let inside = false;
  const finish = (isParameter: boolean): void => {
    if (text !== '' || isParameter) segments.at(-1)?.push({ text, isParameter });
    text = '';
  };
  for (const [token] of template.matchAll(/\{\{|\}\}|[{}/]|[^{}/]+/g)) {
    const delimits = inside ? token === '}' : token === '{' || token === '/';
    if (delimits) {
      finish(inside);
      if (token === '/') segments.push([]);
      else inside = token === '{';
    } else text += token === '{{' || token === '}}' ? token.charAt(0) : token;
  }
  if (inside) throw new Error(`The route template '${template}' has an unclosed brace.`);
  finish(false);
  return segments;
}

function parseSegment(pieces: Piece[]): Segment {
  const [first] = pieces;
  if (pieces.length === 1 && first?.isParameter)
    return { kind: 'parameter', parameter: parseParameter(first.text) };
  if (!pieces.some((piece) => piece.isParameter)) {
    return {
      kind: 'literal',
      text: pieces
        .map((piece) => piece.text)
        .join('')
        .toLowerCase(),
    };
  }
  const pattern = pieces.map((piece) => (piece.isParameter ? '(.+)' : escapePattern(piece.text))).join('');
  const parameters = pieces.filter((piece) => piece.isParameter).map((piece) => parseParameter(piece.text));
  return { kind: 'mixed', pattern: new RegExp(`^${pattern}$`, 'i'), parameters };
}

function parseParameter(text: string): Parameter {
  const match = /^(\*{0,2})([^:=?*{}]+)([\s\S]*)$/.exec(text);
  if (match === null) throw new Error(`'{${text}}' is not a route parameter.`);
  const [, stars = '', name = '', rest = ''] = match;
  const { constraints, tail } = takeConstraints(rest);
  const defaultValue = tail.startsWith('=') ? tail.slice(1) : undefined;
  return { name, constraints, optional: tail === '?', catchAll: stars !== '', defaultValue };
}

/** Reads `:int:min(1)`; parentheses protect colons, equals signs and question marks. */
function takeConstraints(text: string): { constraints: Constraint[]; tail: string } {
  const constraints: Constraint[] = [];
  let rest = text;
  while (rest.startsWith(':')) {
    const end = endOfConstraint(rest);
    constraints.push(parseConstraint(rest.slice(1, end)));
    rest = rest.slice(end);
  }
  return { constraints, tail: rest };
}

function endOfConstraint(text: string): number {
  const open = /^:[a-z]+\(/i.exec(text);
  if (open === null) return 1 + (/[:=?]/.exec(text.slice(1))?.index ?? text.length - 1);
  // The argument ends at the last `)` that is followed by another constraint, a default, `?` or the end.
  const close = /^.*?\)(?=:[a-z]+|=|\?$|$)/is.exec(text);
  if (close === null) throw new Error(`The route constraint '${text.slice(1)}' has no closing parenthesis.`);
  return close[0].length;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
